import ArgumentParser
import ControllerRuntime
import KubernetesAPI
import KubernetesClient
import Logging
import ServiceLifecycle

/// A small controller: three caches, a queue and an election. It says when it leads.
struct ControllerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "controller", abstract: "Run a controller until it is told to end (SIGTERM).")

    @Option(help: "Whom to ask: a kubeconfig in JSON.") var kubeconfig: String
    @Option(help: "The name in the election.") var identity: String

    private struct Nothing: Reconciler {
        func reconcile(_ key: ObjectKey) async throws -> ReconcileResult { .done }
    }

    /// Says that this process leads, for as long as it does.
    private struct Announcement: ServiceLifecycle.Service {
        let identity: String
        func run() async throws {
            Usage.say("leading \(identity)")
            try? await gracefulShutdown()
        }
    }

    func run() async throws {
        var logger = Logger(label: "bench")
        logger.logLevel = .warning
        let client = try Cluster.client(kubeconfig)
        let classes = Reflector(IngressClass.self, client: client, logger: logger)
        let services = Reflector(KubernetesAPI.Service.self, client: client, logger: logger)
        let secrets = Reflector(Secret.self, client: client, namespace: "default", logger: logger)
        let controller = Controller(name: "bench", reconciler: Nothing(), logger: logger) {
            try await classes.waitUntilSynced()
            try await services.waitUntilSynced()
            try await secrets.waitUntilSynced()
        }
        classes.onChange { controller.queue.add($0.object.key) }
        services.onChange { controller.queue.add($0.object.key) }
        let elector = LeaderElector(
            lease: ObjectKey(namespace: "default", name: "bench"), identity: identity, client: client, logger: logger)
        let elected = ElectedServices(elector: elector, services: [Announcement(identity: identity), controller])
        let parts: [any ServiceLifecycle.Service] = [classes, services, secrets, elected]
        let group = ServiceGroup(
            configuration: .init(
                services: parts.map { .init(service: $0, successTerminationBehavior: .ignore) },
                gracefulShutdownSignals: [.sigterm], logger: logger))
        try await group.run()
        await client.shutdown()
    }
}
