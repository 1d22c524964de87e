import ArgumentParser
import Logging
import OperationsServer
import ServiceLifecycle

/// The flags of a controller's metrics and health endpoint.
struct OperationsOptions: ParsableArguments {
    @Option(help: "Where /metrics, /healthz, /livez and /readyz are served, address:port; off for nowhere. Default: :8080.")
    var metricsAddress: String?

    /// The server, if one is wanted. Call it once a process and before anything that measures is made: only what is made later is shown.
    func services(health: HealthChecks = HealthChecks(), readiness: HealthChecks = HealthChecks(), logger: Logger) throws
        -> [any ServiceLifecycle.Service]
    {
        let text = metricsAddress ?? environmentValue("METRICS_ADDRESS") ?? ":8080"
        if text == "off" { return [] }
        guard let address = ListenAddress(text) else {
            throw ValidationError("--metrics-address \(text): expected address:port, as 127.0.0.1:8080 or :8080, or off")
        }
        let registry = PrometheusRegistry.bootstrap(
            buildInfo: MetricSample(
                MetricDescription("ake_build_info", .gauge, labels: ["version"], help: "Which build of the controllers this is."),
                labels: ["version": environmentValue("VERSION") ?? "unknown"], value: 1))
        return [OperationsServer(address: address, metrics: registry, health: health, readiness: readiness, logger: logger)]
    }
}
