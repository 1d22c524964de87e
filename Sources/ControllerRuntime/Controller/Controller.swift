import KubernetesAPI
import KubernetesClient
import Logging
import NIOConcurrencyHelpers
import ServiceLifecycle

/// Runs a ``Reconciler`` for the keys of a ``WorkQueue`` with a number of workers. Metrics carry controller-runtime's names.
///
/// Keys come from caches that are attached by ``init(name:for:where:reconciler:workers:timeout:queue:logger:)``, ``owns(_:where:)`` and
/// ``watches(_:where:_:)``, or are added to ``queue`` by hand. When it begins, every object of those caches is looked at once, with low
/// priority; changes come before.
///
/// What goes wrong with one object does not keep the others from being reconciled: errors and time-outs back off, a reconcile that ignores its
/// cancellation gets its worker replaced, and with a ``CrashJournal`` an object that ended the process is put last or set aside.
///
/// A reconcile begins only when the caches have seen what the last one of the same key wrote.
public final class Controller<R: Reconciler>: ServiceLifecycle.Service {
    struct Wiring: Sendable {
        var logger: Logger
        var caches: [any CacheView] = []
        var sources: [@Sendable (WorkQueue) -> Void] = []
        var primary: ResourceType?
        var fingerprint: (@Sendable (ObjectKey) -> String?)?
        var journal: CrashJournal?
        var onQuarantine: (@Sendable (ObjectKey, Int) -> Void)?
        var isActive = false
    }

    /// The controller's name, in logs and metrics.
    public let name: String
    /// Where keys come from; event handlers add to it.
    public let queue: WorkQueue
    /// How long a reconcile in work may go on after the controller is told to end, before it is cancelled.
    public let stopLimit: Duration
    let reconciler: R
    let workers: Int
    let wiring: NIOLockedValueBox<Wiring>
    let ledger: WriteLedger
    let deadlines: WorkerDeadlines
    let metrics: ControllerMetrics
    private let waitForCaches: @Sendable () async throws -> Void

    /// Makes a controller whose keys are added by hand.
    ///
    /// - Parameters:
    ///   - workers: how many keys are in work at once, at least one.
    ///   - timeout: how long one reconcile may take before it is cancelled and counts as failed.
    ///   - stopLimit: how long a reconcile in work may go on after the controller is told to end.
    ///   - waitForCaches: returns when every cache that the reconciler reads is filled; no reconcile runs before.
    public init(
        name: String, reconciler: R, queue: WorkQueue? = nil, workers: Int = 2, timeout: Duration = .seconds(120),
        stopLimit: Duration = .seconds(5), logger: Logger? = nil, waitForCaches: @escaping @Sendable () async throws -> Void = {}
    ) {
        self.name = name
        self.queue = queue ?? WorkQueue(name: name)
        self.stopLimit = stopLimit
        self.reconciler = reconciler
        self.workers = max(1, workers)
        self.waitForCaches = waitForCaches
        self.wiring = NIOLockedValueBox(Wiring(logger: logger ?? Logger(label: name)))
        self.ledger = WriteLedger()
        self.deadlines = WorkerDeadlines(limit: timeout)
        self.metrics = ControllerMetrics(controller: name, workers: self.workers)
    }

    /// Makes a controller of the objects of a cache: each is a key.
    ///
    /// - Parameters:
    ///   - cache: the objects.
    ///   - predicate: which changes count.
    ///   - workers: how many keys are in work at once, at least one.
    ///   - timeout: how long one reconcile may take before it is cancelled and counts as failed.
    public convenience init<Object: KubernetesObject>(
        name: String, for cache: Reflector<Object>, where predicate: Predicate<Object> = .resourceVersionChanged, reconciler: R,
        workers: Int = 2, timeout: Duration = .seconds(120), queue: WorkQueue? = nil, logger: Logger? = nil
    ) {
        self.init(name: name, reconciler: reconciler, queue: queue, workers: workers, timeout: timeout, logger: logger)
        let store = cache.store
        wiring.withLockedValue {
            $0.primary = Object.resource
            // Crashes are held against an object until somebody changes it.
            $0.fingerprint = { key in
                store[key].map { "\($0.metadata.uid ?? "")/\($0.metadata.generation.map { "\($0)" } ?? $0.metadata.resourceVersion ?? "")" }
            }
        }
        watches(cache, where: predicate) { [$0.key] }
    }

    /// Logs there instead.
    func log(to logger: Logger) { wiring.withLockedValue { $0.logger = logger } }

    /// Runs until the task is cancelled or the service group shuts down. Then no new key is begun; reconciles in work have ``stopLimit`` to end
    /// before they are cancelled.
    public func run() async throws {
        do {
            try await cancelWhenGracefulShutdown { try await self.waitUntilSynced() }
        } catch is CancellationError { return }
        begin()
        let (starts, replace) = AsyncStream.makeStream(of: Int.self)
        for worker in 0..<workers { replace.yield(worker) }
        await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                await self.employ(starts)
                return true
            }
            group.addTask {
                try? await gracefulShutdown()
                _ = await self.queue.drain(within: self.stopLimit)
                replace.finish()
                return true
            }
            group.addTask {
                await self.queue.run()
                return false
            }
            group.addTask {
                await self.deadlines.watch { self.replace($0, replace) }
                return false
            }
            for await isEnd in group where isEnd { break }
            replace.finish()
            group.cancelAll()
        }
    }

    private func waitUntilSynced() async throws {
        try await waitForCaches()
        for cache in wiring.withLockedValue({ $0.caches }) { try await cache.waitUntilSynced() }
    }

    // From now on changes count; what is there already is looked at once.
    private func begin() {
        let (sources, journal) = wiring.withLockedValue { wiring in
            wiring.isActive = true
            return (wiring.sources, wiring.journal)
        }
        for source in sources { source(queue) }
        if let journal { metrics.panics.increment(by: journal.blamedAtStart(controller: name)) }
    }

    private func employ(_ starts: AsyncStream<Int>) async {
        await withDiscardingTaskGroup { group in
            for await worker in starts { group.addTask { await self.work(as: worker) } }
        }
    }

    private func replace(_ worker: Int, _ starts: AsyncStream<Int>.Continuation) {
        // Each replacement costs what the one that hangs holds: there is an end to that.
        guard worker < workers * 8 else { return }
        logger.critical(
            "a reconcile ignores its cancellation; its key stays in work and its worker is replaced", metadata: ["worker": "\(worker)"])
        starts.yield(worker + workers)
    }

    var logger: Logger {
        wiring.withLockedValue { wiring in
            var logger = wiring.logger
            logger[metadataKey: "controller"] = .string(name)
            return logger
        }
    }
}
