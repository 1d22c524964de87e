import KubernetesAPI
import KubernetesClient
import Logging
import NIOConcurrencyHelpers
import ServiceLifecycle
import UnixSignals

/// Puts a controller program together: caches, controllers, events, leader election, other services; and ends it in order.
///
/// ```swift
/// let manager = try Manager(client: client, logger: logger, leaderElection: .lease("demo-system/site-controller"))
/// let sites = manager.cache(Site.self)
/// let configMaps = manager.cache(ConfigMap.self)
/// manager.add(Controller(name: "site", for: sites, reconciler: SiteReconciler(client: manager.client, sites: sites.store)).owns(configMaps))
/// try await manager.run()
/// ```
///
/// Caches and the services that run always run in every process, so that a standby is warm; controllers and events run in the one that leads.
/// Everything that a reconciler writes goes through ``client``, or through a ``FencedTransport`` with ``fence``: then nothing is written once
/// the lease may have lapsed.
///
/// On SIGTERM or SIGINT: no new key is begun, reconciles in work end (or are cancelled after a while), events are written, the lease is
/// released, caches and servers end, connections close. Each step is bounded; a second signal ends the process at once.
/// When the lease is lost, ``run()`` throws, and the process should end.
public final class Manager: ServiceLifecycle.Service {
    struct Parts: Sendable {
        var caches: [CacheIdentity: any CacheView & ServiceLifecycle.Service] = [:]
        var order: [any CacheView & ServiceLifecycle.Service] = []
        var always: [any ServiceLifecycle.Service] = []
        var leading: [any ServiceLifecycle.Service] = []
        var recorders: [String: EventRecorder] = [:]
        var closing: [@Sendable () async -> Void] = []
        var isRunning = false
    }

    /// For reconcilers: refuses to write while this process does not lead.
    public let client: KubernetesClient
    /// Open while this process leads; put it before every other service that controllers write to.
    public let fence: LeadershipFence
    /// The name of this process, in leader election and in Events.
    public let identity: String
    /// How long the whole of a shutdown may take before everything left is cancelled.
    public let shutdownLimit: Duration
    /// Where controllers and caches log.
    public let logger: Logger
    let journal: CrashJournal?
    let parts = NIOLockedValueBox(Parts())
    private let unfenced: KubernetesClient
    private let closesClient: Bool
    private let elector: LeaderElector?
    private let electing: KubernetesClient?
    private let signals: [UnixSignal]

    /// Makes a manager; calls nothing yet.
    ///
    /// - Parameters:
    ///   - client: how the API server is reached.
    ///   - crashJournal: a directory that outlives the process, in which keys in work are noted; see ``CrashJournal``. `nil` for none.
    ///   - signals: what begins the shutdown; none when the program handles signals itself.
    ///   - closesClient: whether the client's connections are closed at the end of ``run()``.
    /// - Throws: ``LeaderElectionSettings/Invalid``, ``LeaderElectionTiming/Invalid``, ``CrashJournal/Failure``; `TransportError` when the
    ///   client's TLS material cannot be used.
    public init(
        client: KubernetesClient, logger: Logger, leaderElection: LeaderElectionSettings = .none, crashJournal: String? = nil,
        shutdownLimit: Duration = .seconds(30), signals: [UnixSignal] = [.sigterm, .sigint], closesClient: Bool = true
    ) throws {
        try leaderElection.validate()
        let fence = leaderElection.lease == nil ? LeadershipFence.open : LeadershipFence()
        self.unfenced = client
        self.closesClient = closesClient
        self.fence = fence
        self.client = client.wrappingTransport { FencedTransport(base: $0, fence: fence) }
        self.identity = leaderElection.identity
        self.logger = logger
        self.journal = try crashJournal.map { try CrashJournal(directory: $0) }
        self.shutdownLimit = shutdownLimit
        self.signals = signals
        // What reconcilers do to the server, and wait for, must not keep the lease from being renewed.
        let electing = try leaderElection.lease.map { _ in try client.withOwnConnections() }
        self.electing = electing
        if let lease = leaderElection.lease, let electing {
            self.elector = LeaderElector(
                lease: lease, identity: leaderElection.identity, client: electing, timing: leaderElection.timing, fence: fence,
                logger: logger)
        } else {
            self.elector = nil
        }
    }

    /// Adds a controller; it runs while this process leads.
    public func add<R: Reconciler>(_ controller: Controller<R>) {
        controller.log(to: logger)
        if let journal {
            controller.remembersCrashes(in: journal)
            tellOfQuarantine(controller)
        }
        addLeading(controller)
    }

    private func tellOfQuarantine<R: Reconciler>(_ controller: Controller<R>) {
        guard let resource = controller.wiring.withLockedValue({ $0.primary }) else { return }
        let recorder = events(for: controller.name)
        controller.onQuarantine { key, crashes in
            let object = ObjectReference(
                apiVersion: resource.apiVersion, kind: resource.kind, name: key.name, namespace: key.namespace)
            recorder.record(
                .warning, on: object, reason: "Quarantined", action: "Reconcile",
                note:
                    "The controller \(controller.name) ended \(crashes) times while it worked on this object; it leaves it alone until it is changed"
            )
        }
    }

    // Generic, for a parameter of existential type would be preferred to the overload for controllers, and these would run without the lease.

    /// Adds a service that runs in every process, a server of metrics for instance. On shutdown it ends after what runs on the leader.
    public func add(_ service: some ServiceLifecycle.Service) { change { $0.always.append(service) } }

    /// Adds a service that runs while this process leads. On shutdown those that were added last end first.
    public func addLeading(_ service: any ServiceLifecycle.Service) { change { $0.leading.append(service) } }

    /// Adds something to close when everything has ended, a transport for instance: the last one first, ``client`` after them.
    public func closeAtEnd(_ close: @escaping @Sendable () async -> Void) { change { $0.closing.append(close) } }

    /// The recorder of a controller's Events; asking twice gives the same one. It writes while this process leads.
    ///
    /// - Parameter controller: the reporting controller, `example.com/site-controller`.
    public func events(for controller: String) -> EventRecorder {
        parts.withLockedValue { parts in
            if let recorder = parts.recorders[controller] { return recorder }
            let recorder = EventRecorder(client: client, controller: controller, instance: identity, logger: logger)
            parts.recorders[controller] = recorder
            return recorder
        }
    }

    /// Why caches are not filled yet, one line a cache: an empty list means ready.
    public var cacheProblems: [String] { parts.withLockedValue { $0.order }.compactMap(\.problem) }

    /// Whether every cache is filled: the answer of `/readyz`, for a leader and a standby alike.
    public var isReady: Bool { cacheProblems.isEmpty }

    /// Whether this process leads, or needs not to.
    public var isLeading: Bool { fence.isOpen }

    /// Waits until every cache is filled.
    ///
    /// - Throws: `CancellationError` when the task is cancelled.
    public func waitUntilReady() async throws {
        for cache in parts.withLockedValue({ $0.order }) { try await cache.waitUntilSynced() }
    }

    /// Runs until a signal comes, the surrounding service group shuts down, or the task is cancelled.
    ///
    /// - Throws: ``LeaderElector/LeadershipLost``, or what one of the services throws.
    public func run() async throws {
        let parts = parts.withLockedValue { parts in
            parts.isRunning = true
            return parts
        }
        // What is named first ends last.
        let elected = ElectedServices(elector: elector, services: Array(parts.recorders.values) + parts.leading)
        var services: [any ServiceLifecycle.Service] = parts.order
        services += parts.always
        services += [elected, SignalOnce(signals: signals)]
        var configuration = ServiceGroupConfiguration(
            services: services.map { .init(service: $0) }, gracefulShutdownSignals: signals, logger: logger)
        configuration.maximumGracefulShutdownDuration = shutdownLimit
        configuration.maximumCancellationDuration = .seconds(10)
        let group = ServiceGroup(configuration: configuration)
        let outcome: Result<Void, any Error>
        do {
            try await group.run()
            outcome = .success(())
        } catch {
            outcome = .failure(error)
        }
        for close in parts.closing.reversed() { await close() }
        await electing?.shutdown()
        if closesClient { await unfenced.shutdown() }
        try outcome.get()
    }

    func change(_ body: (inout Parts) -> Void) {
        let isRunning = parts.withLockedValue { parts in
            body(&parts)
            return parts.isRunning
        }
        if isRunning { logger.critical("something was added to the manager while it runs: it is not started; add everything before run()") }
    }
}
