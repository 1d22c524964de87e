import NIOConcurrencyHelpers
import NIOCore
import NIOHTTP1
import NIOPosix

/// An HTTP/1.1 server in plain text that answers as a test wants, and knows how many connections there are.
final class TestServer: Sendable {
    /// A request, read whole.
    struct Request: Sendable {
        var method: String
        var uri: String
        var headers: HTTPHeaders
        var body: [UInt8]
    }

    /// What is sent back.
    enum Reply: Sendable {
        /// An answer.
        case answer(_ status: Int, headers: [String: String] = [:], body: [UInt8] = [])
        /// A chunked answer of these pieces, after which the connection stays open and silent.
        case open(pieces: [String])
        /// Nothing, ever.
        case silence
        /// The connection is closed.
        case close
    }

    private struct Counts {
        var requests: [Request] = []
        var opened = 0
        var closed = 0
    }

    let port: Int
    private let channel: any Channel
    private let counts: NIOLockedValueBox<Counts>

    var url: String { "http://127.0.0.1:\(port)" }
    var requests: [Request] { counts.withLockedValue { $0.requests } }
    var opened: Int { counts.withLockedValue { $0.opened } }
    var closed: Int { counts.withLockedValue { $0.closed } }

    private init(_ channel: any Channel, _ counts: NIOLockedValueBox<Counts>) {
        self.channel = channel
        self.counts = counts
        self.port = channel.localAddress?.port ?? 0
    }

    /// Serves while `body` runs.
    static func with<Value: Sendable>(
        _ reply: @escaping @Sendable (Request, Int) -> Reply, _ body: @Sendable (TestServer) async throws -> Value
    ) async throws -> Value {
        let counts = NIOLockedValueBox(Counts())
        let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(Handler(counts: counts, reply: reply))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let server = TestServer(channel, counts)
        do {
            let value = try await body(server)
            try await channel.close()
            return value
        } catch {
            try? await channel.close()
            throw error
        }
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart

        let counts: NIOLockedValueBox<Counts>
        let reply: @Sendable (Request, Int) -> Reply
        var request: Request?

        init(counts: NIOLockedValueBox<Counts>, reply: @escaping @Sendable (Request, Int) -> Reply) {
            self.counts = counts
            self.reply = reply
        }

        func channelActive(context: ChannelHandlerContext) { counts.withLockedValue { $0.opened += 1 } }
        func channelInactive(context: ChannelHandlerContext) { counts.withLockedValue { $0.closed += 1 } }
        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head(let head): request = Request(method: head.method.rawValue, uri: head.uri, headers: head.headers, body: [])
            case .body(let part): request?.body += Array(part.readableBytesView)
            case .end:
                guard let request else { return }
                let count = counts.withLockedValue { counts in
                    counts.requests.append(request)
                    return counts.requests.count
                }
                write(reply(request, count), context)
            }
        }

        private func write(_ reply: Reply, _ context: ChannelHandlerContext) {
            switch reply {
            case .silence: return
            case .close: context.close(promise: nil)
            case .answer(let status, let headers, let body):
                var head = HTTPResponseHead(version: .http1_1, status: .init(statusCode: status))
                for (name, value) in headers { head.headers.add(name: name, value: value) }
                head.headers.replaceOrAdd(name: "Content-Length", value: String(body.count))
                context.write(wrapOutboundOut(.head(head)), promise: nil)
                context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: body)))), promise: nil)
                context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
            case .open(let pieces):
                var head = HTTPResponseHead(version: .http1_1, status: .ok)
                head.headers.add(name: "Transfer-Encoding", value: "chunked")
                context.write(wrapOutboundOut(.head(head)), promise: nil)
                for piece in pieces { context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: piece)))), promise: nil) }
                context.flush()
            }
        }
    }
}

/// Waits until something is so, at most ten seconds.
func eventually(_ condition: @Sendable () async throws -> Bool) async throws -> Bool {
    let end = ContinuousClock.now + .seconds(10)
    while ContinuousClock.now < end {
        if try await condition() { return true }
        try await Task.sleep(for: .milliseconds(10))
    }
    return try await condition()
}
