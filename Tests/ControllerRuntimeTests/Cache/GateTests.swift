import Testing

@testable import ControllerRuntime

@Suite(.timeLimit(.minutes(1))) struct GateTests {
    @Test func `an open gate holds nobody`() async throws {
        let gate = Gate()
        async let waiting: Void = gate.wait()
        gate.open()
        try await waiting
        try await gate.wait()
        #expect(gate.isOpen)
    }

    @Test func `who is cancelled just as it begins to wait is released`() async {
        let gate = Gate()
        await withTaskGroup { group in
            for _ in 0..<500 {
                group.addTask {
                    let waiting = Task { try await gate.wait() }
                    await Task.yield()
                    waiting.cancel()
                    await #expect(throws: CancellationError.self) { try await waiting.value }
                }
            }
        }
    }
}
