import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import ServiceLifecycle

/// Serves `/metrics`, `/healthz`, `/livez` and `/readyz` over plain HTTP, for Prometheus and the kubelet.
///
/// The health paths answer as the API server's own: `ok`, or 500 with a line for each check; all lines with `?verbose`, without a check by
/// `?exclude=NAME` (repeatable), one check alone at `/readyz/NAME`. `/livez` is another name of `/healthz`.
/// See <https://kubernetes.io/docs/reference/using-api/health-checks/>.
public struct OperationsServer: ServiceLifecycle.Service {
    private let address: ListenAddress
    private let metrics: PrometheusRegistry
    private let checks: [String: HealthChecks]
    private let logger: Logger
    private let onListening: @Sendable (Int) async -> Void

    /// Makes a server.
    ///
    /// - Parameters:
    ///   - health: what must be true lest the process be ended and started again.
    ///   - readiness: what must be true for it to be sent work.
    ///   - onListening: is told the port.
    public init(
        address: ListenAddress, metrics: PrometheusRegistry, health: HealthChecks = HealthChecks(),
        readiness: HealthChecks = HealthChecks(),
        logger: Logger, onListening: @escaping @Sendable (Int) async -> Void = { _ in }
    ) {
        self.address = address
        self.metrics = metrics
        self.checks = ["healthz": health, "livez": health, "readyz": readiness]
        self.logger = logger
        self.onListening = onListening
    }

    /// Serves until the task is cancelled or the service group shuts down.
    public func run() async throws {
        var connections = logger
        connections.logLevel = max(logger.logLevel, .error)
        let application = Application(
            responder: CallbackResponder<ConnectionContext> { request, _ in await respond(to: request) },
            server: .http1(configuration: .init(idleTimeout: .seconds(60))),
            configuration: .init(
                address: .hostname(address.host, port: address.port), availableConnectionsDelegate: .maximum(256, logger: connections)),
            onServerRunning: { [onListening, logger] channel in
                logger.notice("metrics and health on \(channel.localAddress.map { "\($0)" } ?? "?")")
                await onListening(channel.localAddress?.port ?? 0)
            }, logger: connections)
        try await application.run()
    }

    private func respond(to request: Request) async -> Response {
        guard request.method == .get else {
            var response = Response.text("only GET is answered", .methodNotAllowed)
            response.headers[.allow] = "GET"
            return response
        }
        let path = request.uri.path.split(separator: "/", omittingEmptySubsequences: true).map(String.init)
        var response: Response
        switch (path.count, path.first.flatMap { checks[$0] }) {
        case (1, nil) where path == ["metrics"]:
            return Response(
                status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
                body: .init(byteBuffer: ByteBuffer(string: metrics.text())))
        case (1, let checks?):
            let parameters = request.uri.queryParameters
            let report = await checks.report(title: path[0], excluding: parameters[values: "exclude"].map(String.init))
            let text = report.isGood && !parameters.has("verbose") ? "ok" : report.text
            response = .text(text, report.isGood ? .ok : .internalServerError)
        case (2, let checks?):
            guard let report = await checks.report(of: path[1]) else {
                return .text("there is no check \(path[1]) of \(path[0])", .notFound)
            }
            response = .text(report.text, report.isGood ? .ok : .internalServerError)
        default: return .text("there are /metrics, /healthz, /livez and /readyz", .notFound)
        }
        response.headers[.cacheControl] = "no-cache, private"
        response.headers[.xContentTypeOptions] = "nosniff"
        return response
    }
}
