import ControllerRuntime
import KubernetesAPI
import KubernetesClient
import Logging
import OperationsServer

/// What every controller of this program has: a logger, a client, a manager, and a server of metrics and health.
struct ControllerProgram {
    let name: String
    let client: KubernetesClient
    let logger: Logger
    let manager: Manager

    /// Makes the parts, in this order: what logs and what measures finds its backend.
    ///
    /// - Parameters:
    ///   - elects: whether one of several processes is to act; otherwise all do.
    ///   - readiness: what must be true for `/readyz` beside filled caches.
    init(
        name: String, options: ControllerOptions, operations: OperationsOptions, elects: Bool = true,
        readiness: HealthChecks = HealthChecks()
    ) throws {
        self.name = name
        self.logger = options.bootstrapLogger(name)
        let metrics = operations.bootstrapMetrics()
        let client = try options.client(userAgent: name)
        self.client = client
        let lease = ObjectKey(namespace: options.electionNamespace ?? client.configuration.namespace, name: name)
        // The shutdown takes less than the Deployments' terminationGracePeriodSeconds, so that the process says how it ended.
        let manager = try Manager(
            client: client, logger: logger,
            leaderElection: elects && options.leaderElect ? .lease(lease, identity: options.processIdentity) : .none,
            crashJournal: options.crashJournalDirectory, shutdownLimit: .seconds(15))
        self.manager = manager
        var readiness = readiness
        readiness.add("caches") {
            let problems = manager.cacheProblems
            return problems.isEmpty ? nil : problems.joined(separator: "; ")
        }
        if let server = try operations.server(metrics, readiness: readiness, logger: logger) { manager.add(server) }
    }

    /// Runs everything until the process is told to end.
    func run() async throws {
        logger.notice("\(name) started", metadata: ["server": .string(client.configuration.server)])
        try await manager.run()
    }
}
