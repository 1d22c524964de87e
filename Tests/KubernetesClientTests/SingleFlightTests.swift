import NIOConcurrencyHelpers
import Testing

@testable import KubernetesClient

@Suite(.timeLimit(.minutes(1))) struct SingleFlightTests {
    private struct Failure: Error {}

    @Test func `all who ask meanwhile get the one result, and the next asks anew`() async throws {
        let flight = SingleFlight<Int>()
        let runs = NIOLockedValueBox(0)
        let values = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    try await flight.run {
                        while flight.waiting < 49 { try await Task.sleep(for: .milliseconds(1)) }
                        return runs.withLockedValue { runs in
                            runs += 1
                            return runs
                        }
                    }
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(values == Array(repeating: 1, count: 50))
        #expect(try await flight.run { 7 } == 7)
    }

    @Test func `a failure is everybody's, and not the next one's`() async throws {
        let flight = SingleFlight<Int>()
        let failures = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<10 {
                group.addTask {
                    do {
                        _ = try await flight.run {
                            while flight.waiting < 9 { try await Task.sleep(for: .milliseconds(1)) }
                            throw Failure()
                        }
                        return false
                    } catch { return error is Failure }
                }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(failures == 10)
        #expect(try await flight.run { 7 } == 7)
    }

    @Test func `when the one who works is cancelled, another takes over`() async throws {
        let flight = SingleFlight<String>()
        let started = NIOLockedValueBox(false)
        try await withThrowingTaskGroup(of: String.self) { group in
            let first = Task {
                try await flight.run {
                    started.withLockedValue { $0 = true }
                    try await Task.sleep(for: .seconds(60))
                    return "first"
                }
            }
            _ = try await eventually { started.withLockedValue { $0 } }
            group.addTask { try await flight.run { "second" } }
            _ = try await eventually { flight.waiting == 1 }
            first.cancel()
            await #expect(throws: CancellationError.self) { try await first.value }
            #expect(try await group.next() == "second")
        }
    }

    @Test func `one who waits may be cancelled alone`() async throws {
        let flight = SingleFlight<Int>()
        let isOpen = NIOLockedValueBox(false)
        let leader = Task {
            try await flight.run {
                while !isOpen.withLockedValue({ $0 }) { try await Task.sleep(for: .milliseconds(1)) }
                return 1
            }
        }
        let waiter = Task { try await flight.run { 2 } }
        _ = try await eventually { flight.waiting == 1 }
        waiter.cancel()
        await #expect(throws: CancellationError.self) { try await waiter.value }
        isOpen.withLockedValue { $0 = true }
        #expect(try await leader.value == 1)
    }
}
