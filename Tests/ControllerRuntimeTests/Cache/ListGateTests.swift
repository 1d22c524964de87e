import NIOConcurrencyHelpers
import Testing

@testable import ControllerRuntime

@Suite(.timeLimit(.minutes(1))) struct ListGateTests {
    @Test func `no more than its limit are inside at once, and all get their turn`() async throws {
        let gate = ListGate(limit: 3)
        let inside = NIOLockedValueBox((now: 0, most: 0, total: 0))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<100 {
                group.addTask {
                    try await gate.enter()
                    inside.withLockedValue {
                        $0.now += 1
                        $0.most = max($0.most, $0.now)
                    }
                    await Task.yield()
                    inside.withLockedValue {
                        $0.now -= 1
                        $0.total += 1
                    }
                    gate.leave()
                }
            }
            try await group.waitForAll()
        }
        #expect(inside.withLockedValue { $0.most } <= 3 && inside.withLockedValue { $0.total } == 100)
    }

    @Test func `who is cancelled while waiting takes nobody's place`() async throws {
        let gate = ListGate(limit: 1)
        try await gate.enter()
        await withTaskGroup { group in
            for _ in 0..<200 {
                group.addTask {
                    let waiting = Task { try await gate.enter() }
                    await Task.yield()
                    waiting.cancel()
                    await #expect(throws: CancellationError.self) { try await waiting.value }
                }
            }
        }
        gate.leave()
        try await gate.enter()
        gate.leave()
    }
}
