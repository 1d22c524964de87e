import ArgumentParser
import Logging
import OperationsServer

/// The flags of a controller's metrics and health endpoint.
struct OperationsOptions: ParsableArguments {
    @Option(help: "Where /metrics, /healthz, /livez and /readyz are served, address:port; off for nowhere. Default: :8080.")
    var metricsAddress: String?

    /// Makes this process's metrics. Call it once, and before anything that measures is made: only what is made later is shown.
    func bootstrapMetrics() -> PrometheusRegistry {
        PrometheusRegistry.bootstrap(
            buildInfo: MetricSample(
                MetricDescription.buildInfo, labels: ["version": environmentValue("VERSION") ?? "unknown"], value: 1))
    }

    func validate() throws { _ = try address() }

    /// The server, if one is wanted.
    func server(_ metrics: PrometheusRegistry, health: HealthChecks = HealthChecks(), readiness: HealthChecks, logger: Logger) throws
        -> OperationsServer?
    {
        try address().map { OperationsServer(address: $0, metrics: metrics, health: health, readiness: readiness, logger: logger) }
    }

    private func address() throws -> ListenAddress? {
        let text = metricsAddress ?? environmentValue("METRICS_ADDRESS") ?? ":8080"
        if text == "off" { return nil }
        guard let address = ListenAddress(text) else {
            throw ValidationError("--metrics-address \(text): expected address:port, as 127.0.0.1:8080 or :8080, or off")
        }
        return address
    }
}
