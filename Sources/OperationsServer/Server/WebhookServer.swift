import Hummingbird
import HummingbirdCore
import Logging
import Metrics
import NIOCore
import ServiceLifecycle

/// Answers an admission webhook's questions over HTTPS (TLS 1.2 or newer) at `POST /validate`.
///
/// A body over 3 MiB gets 413, one that is no question 400 with the reason, one that does not come in time 408; in all of these the API
/// server follows the webhook's `failurePolicy`.
public struct WebhookServer: ServiceLifecycle.Service {
    /// Turns the body of a question into that of the answer; what it throws is the caller's fault and is told to it.
    public typealias Answer = @Sendable ([UInt8]) throws -> [UInt8]

    /// The largest body read, in bytes: the API server's own limit on requests.
    static let bodyLimit = 3 << 20

    private let address: ListenAddress
    private let context: ServingContext
    private let deadline: Duration
    private let answer: Answer
    private let logger: Logger
    private let onListening: @Sendable (Int) async -> Void

    /// Makes a server.
    ///
    /// - Parameters:
    ///   - deadline: how long a question may take to arrive whole.
    ///   - onListening: is told the port.
    public init(
        address: ListenAddress, context: ServingContext, deadline: Duration = .seconds(10), logger: Logger,
        onListening: @escaping @Sendable (Int) async -> Void = { _ in }, answer: @escaping Answer
    ) {
        self.address = address
        self.context = context
        self.deadline = deadline
        self.answer = answer
        self.logger = logger
        self.onListening = onListening
    }

    /// Serves until the task is cancelled or the service group shuts down.
    public func run() async throws {
        let router = Router()
        router.post("validate") { request, _ in await respond(to: request) }
        let context = context
        let server = HTTPServerBuilder { responder in
            RotatingTLSChannel(
                base: HTTP1Channel(responder: responder, configuration: .init(idleTimeout: .seconds(90))), context: context)
        }
        // The server's own messages are of single connections: port scans and probes.
        var connections = logger
        connections.logLevel = max(logger.logLevel, .error)
        let application = Application(
            router: router, server: server, configuration: .init(address: .hostname(address.host, port: address.port)),
            onServerRunning: { [onListening, logger] channel in
                logger.notice("webhook listens on \(channel.localAddress.map { "\($0)" } ?? "?")")
                await onListening(channel.localAddress?.port ?? 0)
            }, logger: connections)
        try await application.run()
    }

    private func respond(to request: Request) async -> Response {
        let started = ContinuousClock.now
        let response = await outcome(of: request)
        let dimensions = [("webhook", "/validate"), ("code", String(response.status.code))]
        Counter(label: "controller_runtime_webhook_requests_total", dimensions: dimensions).increment()
        Metrics.Timer(label: "controller_runtime_webhook_latency_seconds", dimensions: [("webhook", "/validate")])
            .record(duration: ContinuousClock.now - started)
        return response
    }

    private func outcome(of request: Request) async -> Response {
        let body: [UInt8]
        do {
            guard let whole = try await Self.body(of: request, within: deadline) else {
                return .text("the request did not arrive whole within \(deadline)", .requestTimeout)
            }
            body = whole
        } catch is NIOTooManyBytesError {
            return .text("a review of more than \(Self.bodyLimit) bytes is not read", .contentTooLarge)
        } catch {
            return .text("the request could not be read: \(error)", .badRequest)
        }
        do {
            return Response(
                status: .ok, headers: [.contentType: "application/json"], body: .init(byteBuffer: ByteBuffer(bytes: try answer(body))))
        } catch {
            logger.warning("webhook: \(error)")
            return .text("\(error)", .badRequest)
        }
    }

    private static func body(of request: Request, within deadline: Duration) async throws -> [UInt8]? {
        try await withThrowingTaskGroup(of: [UInt8]?.self) { group in
            group.addTask { Array(try await request.body.collect(upTo: bodyLimit).readableBytesView) }
            group.addTask {
                try await Task.sleep(for: deadline)
                return nil
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
    }
}
