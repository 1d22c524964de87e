import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle

/// Serves `/metrics`, `/healthz` and `/readyz` over plain HTTP, for Prometheus and the kubelet.
public struct OperationsServer: ServiceLifecycle.Service {
    private let address: ListenAddress
    private let metrics: PrometheusRegistry
    private let health: HealthChecks
    private let readiness: HealthChecks
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
        self.health = health
        self.readiness = readiness
        self.logger = logger
        self.onListening = onListening
    }

    /// Serves until the task is cancelled or the service group shuts down.
    public func run() async throws {
        let router = Router()
        router.get("metrics") { _, _ in
            Response(
                status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
                body: .init(byteBuffer: ByteBuffer(string: metrics.text())))
        }
        for (path, checks) in [("healthz", health), ("readyz", readiness)] {
            router.get(RouterPath(path)) { request, _ in
                let report = await checks.report()
                let text = report.isGood && !request.uri.queryParameters.has("verbose") ? "ok" : report.text
                return Response.text(text, report.isGood ? .ok : .serviceUnavailable)
            }
        }
        var connections = logger
        connections.logLevel = max(logger.logLevel, .error)
        let application = Application(
            router: router, server: .http1(configuration: .init(idleTimeout: .seconds(90))),
            configuration: .init(address: .hostname(address.host, port: address.port)),
            onServerRunning: { [onListening, logger] channel in
                logger.notice("metrics and health on \(channel.localAddress.map { "\($0)" } ?? "?")")
                await onListening(channel.localAddress?.port ?? 0)
            }, logger: connections)
        try await application.run()
    }
}
