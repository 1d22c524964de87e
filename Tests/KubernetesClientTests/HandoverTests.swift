import Testing

@testable import KubernetesClient

@Suite(.timeLimit(.minutes(1))) struct HandoverTests {
    private struct Failure: Error {}

    @Test func `values arrive in their order, and the giver is at most one ahead`() async throws {
        let slot = Handover<Int>()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for value in 0..<1_000 { try await slot.give(value) }
                slot.finish(nil)
            }
            var expected = 0
            while let value = try await slot.take() {
                #expect(value == expected)
                expected += 1
            }
            #expect(expected == 1_000)
            try await group.waitForAll()
        }
    }

    @Test func `a failure comes after what was given before it`() async throws {
        let slot = Handover<Int>()
        let giver = Task { try await slot.give(1) }
        #expect(try await slot.take() == 1)
        try await giver.value
        slot.finish(Failure())
        await #expect(throws: Failure.self) { try await slot.take() }
    }

    @Test func `whoever is cancelled, before or while it waits, waits no longer`() async throws {
        let slot = Handover<Int>()
        for isEarly in [true, false] {
            let taker = Task {
                if isEarly { try? await Task.sleep(for: .milliseconds(50)) }
                return try await slot.take()
            }
            if !isEarly { try await Task.sleep(for: .milliseconds(20)) }
            taker.cancel()
            await #expect(throws: CancellationError.self) { try await taker.value }
            let giver = Task {
                if isEarly { try? await Task.sleep(for: .milliseconds(50)) }
                try await slot.give(1)
            }
            if !isEarly { try await Task.sleep(for: .milliseconds(20)) }
            giver.cancel()
            await #expect(throws: CancellationError.self) { try await giver.value }
        }
    }
}
