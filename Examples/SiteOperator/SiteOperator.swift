import ControllerRuntime
import FoundationEssentials
import KubernetesClient
import Logging
import OperationsServer
import StructuredLogging
import YAML

@main
struct SiteOperator {
    static func main() async throws {
        LoggingSystem.bootstrap { StructuredLogHandler(label: $0) }
        let logger = Logger(label: "site-operator")
        let metrics = PrometheusRegistry.bootstrap()
        let environment = ProcessInfo.processInfo.environment
        let configuration = try KubeconfigLoader(environment: environment) { try YAMLReader.value($0) }.configuration()
        let manager = try Manager(
            client: KubernetesClient(configuration: configuration), logger: logger,
            leaderElection: .lease("\(configuration.namespace)/site-operator"))
        let owned = ListOptions(labelSelector: Site.labels.map { "\($0)=\($1)" }.joined(separator: ","))
        let sites = manager.cache(Site.self)
        let configMaps = manager.cache(ConfigMap.self, selection: owned)
        let deployments = manager.cache(Deployment.self, selection: owned)
        let events = manager.events(for: "example.com/site-operator")
        let reconciler = SiteReconciler(client: manager.client, sites: sites.store, deployments: deployments.store, events: events)
        manager.add(Controller(name: "site", for: sites, reconciler: reconciler).owns(configMaps).owns(deployments))
        var readiness = HealthChecks()
        readiness.add("caches") { manager.cacheProblems.first }
        let address = ListenAddress(environment["METRICS_ADDRESS"] ?? ":8080") ?? ListenAddress(port: 8080)
        manager.add(OperationsServer(address: address, metrics: metrics, readiness: readiness, logger: logger))
        try await manager.run()
    }
}
