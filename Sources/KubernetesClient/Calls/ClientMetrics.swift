import HTTPTransport
import Metrics

/// What the client counts, under client-go's names.
///
/// See <https://kubernetes.io/docs/reference/instrumentation/metrics/>.
struct ClientMetrics: Sendable {
    let factory: any MetricsFactory
    /// The server's host and port.
    let host: String

    /// An attempt was answered, or was not.
    func attempted(_ method: String, _ outcome: Result<HTTPResponse, TransportError>) {
        count("rest_client_requests_total", [("code", code(outcome)), ("method", method), ("host", host)])
        if case .success(let response) = outcome, let level = response.headers["X-Kubernetes-PF-PriorityLevel-UID"] {
            let schema = response.headers["X-Kubernetes-PF-FlowSchema-UID"] ?? ""
            count(
                "rest_client_flow_control_requests_total",
                [("code", code(outcome)), ("flow_schema_uid", schema), ("priority_level_uid", level)])
        }
    }

    /// A call has ended, with all its attempts.
    func finished(_ method: String, after duration: Duration) {
        time("rest_client_request_duration_seconds", [("verb", method), ("host", host)], duration)
    }

    /// A call has waited for its turn.
    func waited(_ method: String, _ duration: Duration) {
        time("rest_client_rate_limiter_duration_seconds", [("verb", method), ("host", host)], duration)
    }

    /// An attempt is followed by another.
    func retried(_ method: String, _ outcome: Result<HTTPResponse, TransportError>) {
        count("rest_client_request_retries_total", [("code", code(outcome)), ("verb", method), ("host", host)])
    }

    /// A credential plug-in has ended.
    func pluginCalled(code: Int, status: String) {
        count("rest_client_exec_plugin_call_total", [("code", String(code)), ("call_status", status)])
    }

    /// A credential plug-in has given a credential that is good for so long; `nil` is for ever.
    func pluginLifetime(_ lifetime: Duration?) {
        Meter(label: "rest_client_exec_plugin_ttl_seconds", factory: factory).set(lifetime.map { $0 / .seconds(1) } ?? .infinity)
    }

    private func code(_ outcome: Result<HTTPResponse, TransportError>) -> String {
        if case .success(let response) = outcome { String(response.status) } else { "<error>" }
    }

    private func count(_ name: String, _ labels: [(String, String)]) {
        Counter(label: name, dimensions: labels, factory: factory).increment()
    }

    private func time(_ name: String, _ labels: [(String, String)], _ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        let (nanoseconds, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        Metrics.Timer(label: name, dimensions: labels, factory: factory)
            .recordNanoseconds(overflow ? .max : nanoseconds + attoseconds / 1_000_000_000)
    }
}
