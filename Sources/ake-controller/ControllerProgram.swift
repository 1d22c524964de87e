import ControllerRuntime
import KubernetesAPI
import KubernetesClient
import Logging
import OperationsServer
import ServiceLifecycle

/// What every command of this program has once, however many controllers it runs: a logger, a client, a manager with its caches, and a server
/// of metrics and health. The controllers add themselves to it.
struct ControllerProgram {
    let client: KubernetesClient
    let logger: Logger
    let manager: Manager
    private let name: String
    private let operations: OperationsOptions
    private let metrics: PrometheusRegistry
    private var readiness = HealthChecks()
    private var services: [any ServiceLifecycle.Service] = []

    /// Makes the parts, in this order: what logs and what measures finds its backend.
    ///
    /// - Parameters:
    ///   - lease: the name of the Lease whose holder acts, of several processes; nil when all act.
    init(name: String, lease: String?, options: ControllerOptions, operations: OperationsOptions) throws {
        self.name = name
        self.operations = operations
        self.logger = try options.bootstrapLogger(name)
        self.metrics = operations.bootstrapMetrics()
        self.client = try options.client(userAgent: name)
        var election = LeaderElectionSettings.none
        if let lease, try options.electsLeader() {
            let namespace = options.electionNamespace ?? client.configuration.namespace
            election = .lease(ObjectKey(namespace: namespace, name: lease), identity: options.processIdentity)
        }
        // The shutdown takes less than the Deployments' terminationGracePeriodSeconds, so that the process says how it ended.
        self.manager = try Manager(
            client: client, logger: logger, leaderElection: election, crashJournal: options.crashJournalDirectory,
            shutdownLimit: .seconds(15))
    }

    /// Adds what must be true for `/readyz` beside filled caches.
    mutating func isReadyOnly(if name: String, _ check: @escaping HealthChecks.Check) { readiness.add(name, check) }

    /// Adds a service that runs in every process, whether it leads or not.
    mutating func add(_ service: any ServiceLifecycle.Service) { services.append(service) }

    /// Runs everything until the process is told to end.
    func run() async throws {
        var readiness = readiness
        readiness.add("caches") { [manager] in
            let problems = manager.cacheProblems
            return problems.isEmpty ? nil : problems.joined(separator: "; ")
        }
        // Before the other services, so that it answers until they have ended.
        if let server = try operations.server(metrics, readiness: readiness, logger: logger) { manager.add(server) }
        for service in services { manager.add(service) }
        logger.notice("\(name) started", metadata: ["server": .string(client.configuration.server)])
        try await manager.run()
    }
}
