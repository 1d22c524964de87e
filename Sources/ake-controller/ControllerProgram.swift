import ControllerRuntime
import KubernetesAPI
import KubernetesClient
import Logging
import ServiceLifecycle
import UnixSignals

/// Runs a controller's services until the process is told to end: caches and servers at once, so that they are warm,
/// the rest while the process leads.
struct ControllerProgram {
    let name: String
    let options: ControllerOptions
    let client: KubernetesClient
    let logger: Logger

    init(name: String, options: ControllerOptions) throws {
        self.name = name
        self.options = options
        self.logger = options.bootstrapLogger(name)
        self.client = try options.client(userAgent: name)
    }

    func run(always: [any ServiceLifecycle.Service], whileLeading: [any ServiceLifecycle.Service]) async throws {
        let lease = ObjectKey(namespace: options.electionNamespace ?? client.configuration.namespace, name: name)
        let elector =
            options.leaderElect
            ? LeaderElector(lease: lease, identity: options.processIdentity, client: client, logger: logger) : nil
        try await run(always + [ElectedServices(elector: elector, services: whileLeading)])
    }

    /// Runs services until the process is told to end, and what is left of them fifteen seconds longer at most.
    func run(_ services: [any ServiceLifecycle.Service]) async throws {
        var configuration = ServiceGroupConfiguration(
            services: services.map { .init(service: $0) }, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        // Less than the Deployments' terminationGracePeriodSeconds, so that the process says how it ended.
        configuration.maximumGracefulShutdownDuration = .seconds(15)
        let group = ServiceGroup(configuration: configuration)
        logger.notice("\(name) started", metadata: ["server": .string(client.configuration.server)])
        do {
            try await group.run()
        } catch {
            // A client that goes away unclosed takes the process down, and the reason with it.
            await client.shutdown()
            throw error
        }
        await client.shutdown()
    }
}
