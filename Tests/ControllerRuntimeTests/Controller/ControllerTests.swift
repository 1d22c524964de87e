import ControllerRuntime
import KubernetesAPI
import KubernetesClient
import Logging
import NIOConcurrencyHelpers
import Testing

@Suite(.timeLimit(.minutes(1))) struct ControllerTests {
    private static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private struct Script: Reconciler {
        let calls = NIOLockedValueBox<[ObjectKey: Int]>([:])
        let body: @Sendable (ObjectKey, Int) async throws -> ReconcileResult

        func reconcile(_ key: ObjectKey) async throws -> ReconcileResult {
            let count = calls.withLockedValue { calls -> Int in
                calls[key, default: 0] += 1
                return calls[key, default: 0]
            }
            return try await body(key, count)
        }

        func count(_ key: ObjectKey) -> Int { calls.withLockedValue { $0[key] ?? 0 } }
    }

    private struct Failure: Error {}
    private let key = ObjectKey(namespace: "n", name: "a")

    private func running(
        _ script: Script, timeout: Duration = .seconds(10), _ body: (Controller<Script>) async throws -> Void
    ) async throws {
        let controller = Controller(name: "test", reconciler: script, timeout: timeout, logger: Self.quiet)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await controller.run() }
            try await body(controller)
            group.cancelAll()
        }
    }

    @Test func `a failed reconcile comes again until it succeeds`() async throws {
        let script = Script { _, count in
            if count < 4 { throw Failure() }
            return .done
        }
        try await running(script) { controller in
            controller.queue.add(key)
            try await eventually("the fourth call") { script.count(key) == 4 }
        }
    }

    @Test func `a server that says when to come back is not asked before`() async throws {
        let script = Script { _, count in
            guard count == 1 else { return .done }
            throw KubernetesError.status(
                Status(reason: "ServiceUnavailable", details: .init(retryAfterSeconds: 1), code: 503), call: "PATCH /x")
        }
        try await running(script) { controller in
            controller.queue.add(key)
            try await eventually("the first call") { script.count(key) == 1 }
            let failed = ContinuousClock.now
            try await eventually("the second call") { script.count(key) == 2 }
            #expect(ContinuousClock.now - failed >= .milliseconds(900))
        }
    }

    @Test func `a terminal error waits for a change`() async throws {
        let script = Script { _, _ in throw TerminalError("no") }
        try await running(script) { controller in
            controller.queue.add(key)
            try await eventually("the first call") { script.count(key) == 1 }
            try await Task.sleep(for: .milliseconds(100))
            #expect(script.count(key) == 1)
            controller.queue.add(key)
            try await eventually("the second call") { script.count(key) == 2 }
        }
    }

    @Test func `a reconcile may ask to come again`() async throws {
        let script = Script { _, count in count < 3 ? .requeue(after: .milliseconds(10)) : .done }
        try await running(script) { controller in
            controller.queue.add(key)
            try await eventually("the third call") { script.count(key) == 3 }
        }
    }

    @Test func `a reconcile that hangs is cancelled and does not hold the others up`() async throws {
        let script = Script { key, count in
            if key.name == "a", count == 1 { try await Task.sleep(for: .seconds(3600)) }
            return .done
        }
        try await running(script, timeout: .milliseconds(50)) { controller in
            controller.queue.add(key)
            controller.queue.add(ObjectKey(namespace: "n", name: "b"))
            try await eventually("b and a again") { script.count(ObjectKey(namespace: "n", name: "b")) == 1 && script.count(key) == 2 }
        }
    }
}
