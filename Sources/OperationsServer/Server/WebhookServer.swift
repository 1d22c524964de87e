import HTTPTransport
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import ServiceLifecycle

/// Answers the questions of admission webhooks over HTTPS, each webhook at a path of its own.
///
/// The certificate comes from a ``ServingContext``, which ``CertificateKeeper`` or ``CertificateFiles`` keeps. What does not reach the
/// webhook's own code is answered by a status, and the API server then follows the webhook's `failurePolicy`: another path gets 404,
/// another method than POST 405, a body that is no question 400 with the reason, one over 3 MiB 413, one that does not come whole in time
/// 408. A connection that sends no request in ten seconds is closed. At a graceful shutdown no more connections are accepted, idle ones
/// are closed, and the questions under way are answered.
///
/// See <https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/>.
public struct WebhookServer: ServiceLifecycle.Service {
    /// Turns the body of a question into that of the answer. Its task is cancelled at the question's deadline, which it must heed; what it
    /// throws is the caller's fault and is told to it.
    public typealias Answer = @Sendable ([UInt8]) async throws -> [UInt8]

    /// What a server bears.
    public struct Limits: Sendable, Hashable {
        /// How long a question may take to arrive whole and be answered; the caller's own `timeout`, if it is shorter, counts instead, less
        /// the moment that an answer needs to arrive.
        public var deadline: Duration
        /// How many connections may be open at once; more wait until one closes.
        public var connections: Int
        /// How long a connection may be idle.
        public var idle: Duration

        /// Makes limits: 10 seconds for a question, 512 connections, 90 seconds idle.
        public init(deadline: Duration = .seconds(10), connections: Int = 512, idle: Duration = .seconds(90)) {
            self.deadline = deadline
            self.connections = connections
            self.idle = idle
        }
    }

    /// The largest body read, in bytes: the API server's own limit on requests.
    static let bodyLimit = 3 << 20

    private let address: ListenAddress
    private let context: ServingContext
    private let limits: Limits
    private let webhooks: [String: (answer: Answer, metrics: WebhookMetrics)]
    private let logger: Logger
    private let onListening: @Sendable (Int) async -> Void

    /// Makes a server of several webhooks. Metrics are bootstrapped before.
    ///
    /// - Parameters:
    ///   - webhooks: by path, `/validate`.
    ///   - onListening: is told the port.
    public init(
        address: ListenAddress, context: ServingContext, limits: Limits = Limits(), webhooks: [String: Answer], logger: Logger,
        onListening: @escaping @Sendable (Int) async -> Void = { _ in }
    ) {
        self.address = address
        self.context = context
        self.limits = limits
        self.webhooks = Dictionary(uniqueKeysWithValues: webhooks.map { ($0, ($1, WebhookMetrics(path: $0))) })
        self.logger = logger
        self.onListening = onListening
    }

    /// Makes a server of one webhook at `/validate`.
    ///
    /// - Parameters:
    ///   - deadline: how long a question may take to arrive whole and be answered.
    ///   - onListening: is told the port.
    public init(
        address: ListenAddress, context: ServingContext, deadline: Duration = .seconds(10), logger: Logger,
        onListening: @escaping @Sendable (Int) async -> Void = { _ in }, answer: @escaping Answer
    ) {
        self.init(
            address: address, context: context, limits: Limits(deadline: deadline), webhooks: ["/validate": answer], logger: logger,
            onListening: onListening)
    }

    /// Serves until the task is cancelled or the service group shuts down.
    public func run() async throws {
        let (context, limits, logger) = (context, limits, logger)
        let server = HTTPServerBuilder { responder in
            RotatingTLSChannel(
                base: HTTP1Channel(responder: responder, configuration: .init(idleTimeout: TimeAmount(limits.idle))), context: context,
                deadlines: ConnectionDeadlines(head: limits.deadline))
        }
        // The server's own messages are of single connections: port scans and probes.
        var connections = logger
        connections.logLevel = max(logger.logLevel, .error)
        let application = Application(
            responder: CallbackResponder<ConnectionContext> { request, context in await respond(to: request, context) },
            server: server,
            configuration: .init(
                address: .hostname(address.host, port: address.port),
                availableConnectionsDelegate: .maximum(limits.connections, logger: connections)),
            onServerRunning: { [onListening] channel in
                logger.notice("webhook listens on \(channel.localAddress.map { "\($0)" } ?? "?")")
                await onListening(channel.localAddress?.port ?? 0)
            }, logger: connections)
        try await application.run()
    }

    private func respond(to request: Request, _ context: ConnectionContext) async -> Response {
        context.tell(.requestArrived)
        var response: Response
        if let (answer, metrics) = webhooks[request.uri.path] {
            response = await metrics.measure { await outcome(of: request, answer) }
        } else {
            let paths = webhooks.keys.sorted().joined(separator: ", ")
            response = .text("there is no webhook at \(request.uri.path), only at \(paths)", .notFound)
        }
        // Of these the rest of the body is not wanted, and the next request would stand behind it.
        let isClosing = response.status == .requestTimeout || response.status == .contentTooLarge
        if isClosing { response.headers[.connection] = "close" }
        context.tell(.answered(closing: isClosing))
        return response
    }

    private func outcome(of request: Request, _ answer: @escaping Answer) async -> Response {
        guard request.method == .post else {
            var response = Response.text("a webhook is asked by POST, not by \(request.method)", .methodNotAllowed)
            response.headers[.allow] = "POST"
            return response
        }
        let deadline = QuestionDeadline.decide(own: limits.deadline, asked: request.uri.queryParameters["timeout"])
        let end = ContinuousClock.now + deadline
        let body: [UInt8]
        do {
            body = try await withDeadline(deadline, error: QuestionTimeout()) {
                Array(try await request.body.collect(upTo: Self.bodyLimit).readableBytesView)
            }
        } catch is QuestionTimeout {
            return .text("the request did not arrive whole within \(deadline)", .requestTimeout)
        } catch is NIOTooManyBytesError {
            return .text("a review of more than \(Self.bodyLimit) bytes is not read", .contentTooLarge)
        } catch {
            return .text("the request could not be read: \(error)", .badRequest)
        }
        do {
            let bytes = try await withDeadline(end - ContinuousClock.now, error: QuestionTimeout()) { try await answer(body) }
            return Response(status: .ok, headers: [.contentType: "application/json"], body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
        } catch is QuestionTimeout {
            logger.warning("webhook: no answer within \(deadline)", metadata: ["path": "\(request.uri.path)"])
            return .text("the webhook did not answer within \(deadline)", .gatewayTimeout)
        } catch {
            logger.warning("webhook: \(error)", metadata: ["path": "\(request.uri.path)"])
            return .text("\(error)", .badRequest)
        }
    }
}

/// A question did not arrive whole in time, or was not answered.
struct QuestionTimeout: Error {}
