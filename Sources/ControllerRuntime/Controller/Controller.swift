import KubernetesAPI
import KubernetesClient
import Logging
import Metrics
import ServiceLifecycle

/// Runs a ``Reconciler`` for the keys of a ``WorkQueue`` with a number of workers. Metrics carry controller-runtime's names.
public final class Controller<R: Reconciler>: ServiceLifecycle.Service {
    /// The controller's name, in logs and metrics.
    public let name: String
    /// Where keys come from; event handlers add to it.
    public let queue: WorkQueue
    private let reconciler: R
    private let workers: Int
    private let timeout: Duration
    private let waitForCaches: @Sendable () async throws -> Void
    private let logger: Logger

    /// Makes a controller.
    ///
    /// - Parameters:
    ///   - workers: how many keys are in work at once.
    ///   - timeout: how long one reconcile may take before it is cancelled and counts as failed.
    ///   - waitForCaches: returns when every cache that the reconciler reads is filled; no reconcile runs before.
    public init(
        name: String, reconciler: R, queue: WorkQueue? = nil, workers: Int = 2, timeout: Duration = .seconds(120), logger: Logger,
        waitForCaches: @escaping @Sendable () async throws -> Void = {}
    ) {
        self.name = name
        self.queue = queue ?? WorkQueue(name: name)
        self.reconciler = reconciler
        self.workers = workers
        self.timeout = timeout
        self.waitForCaches = waitForCaches
        var logger = logger
        logger[metadataKey: "controller"] = .string(name)
        self.logger = logger
    }

    /// Runs until the task is cancelled or the service group shuts down; a reconcile in work is then cancelled.
    public func run() async throws {
        try await cancelWhenGracefulShutdown {
            try await self.waitForCaches()
            try await withThrowingDiscardingTaskGroup { group in
                group.addTask { await self.queue.run() }
                for _ in 0..<self.workers {
                    group.addTask { await self.work() }
                }
            }
        }
    }

    private func work() async {
        while let key = await queue.next() {
            await process(key)
            queue.done(key)
        }
    }

    private func process(_ key: ObjectKey) async {
        let started = ContinuousClock.now
        let outcome: String
        do {
            let result = try await withTimeout { try await self.reconciler.reconcile(key) }
            switch result {
            case .done:
                queue.forget(key)
                outcome = "success"
            case .requeue(let delay):
                queue.forget(key)
                queue.add(key, after: delay)
                outcome = "requeue_after"
            }
        } catch let error as TerminalError {
            queue.forget(key)
            logger.warning("\(key): \(error); waiting for a change", metadata: ["object": "\(key)"])
            outcome = "error"
            count("controller_runtime_terminal_reconcile_errors_total", [])
        } catch {
            if Task.isCancelled { return }
            let pause = queue.addAfterFailure(key)
            // Somebody else wrote first: normal, and mended by reading again.
            let level: Logger.Level = (error as? KubernetesError)?.isConflict == true ? .debug : .warning
            logger.log(level: level, "\(key): \(error); again in \(pause)", metadata: ["object": "\(key)"])
            outcome = "error"
            count("controller_runtime_reconcile_errors_total", [])
        }
        count("controller_runtime_reconcile_total", [("result", outcome)])
        Metrics.Timer(label: "controller_runtime_reconcile_time_seconds", dimensions: [("controller", name)])
            .record(duration: ContinuousClock.now - started)
    }

    private func count(_ label: String, _ dimensions: [(String, String)]) {
        Counter(label: label, dimensions: [("controller", name)] + dimensions).increment()
    }

    private func withTimeout(_ body: @escaping @Sendable () async throws -> ReconcileResult) async throws -> ReconcileResult {
        try await withThrowingTaskGroup(of: ReconcileResult.self) { group in
            group.addTask { try await body() }
            group.addTask {
                try await Task.sleep(for: self.timeout)
                throw ReconcileTimeout(limit: self.timeout)
            }
            defer { group.cancelAll() }
            guard let result = try await group.next() else { return .done }
            return result
        }
    }
}

/// A reconcile took longer than its controller allows.
struct ReconcileTimeout: Error, CustomStringConvertible {
    let limit: Duration
    var description: String { "the reconcile took longer than \(limit)" }
}
