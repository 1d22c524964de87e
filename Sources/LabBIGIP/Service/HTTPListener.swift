import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// HTTP/1.1 over TLS on a socket. A handler that returns `nil` cuts the connection, which no server framework offers.
struct HTTPListener: Sendable {
    typealias Connection = NIOAsyncChannel<HTTPServerRequestPart, HTTPPart<HTTPResponseHead, ByteBuffer>>

    /// Bytes of a request body that are accepted.
    static let bodyLimit = 1 << 20

    let group: any EventLoopGroup
    let tls: NIOSSLContext
    let answer: @Sendable (Request) async -> Answer?

    /// Serves until the task is cancelled.
    ///
    /// - Parameter onListening: called with the port once connections are accepted.
    func run(host: String, port: Int, onListening: @escaping @Sendable (Int) async -> Void) async throws {
        let tls = tls
        let server = try await ServerBootstrap(group: group)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .bind(host: host, port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls))
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline(withErrorHandling: true)
                    try channel.pipeline.syncOperations.addHandler(ResponsePartHandler())
                    return try Connection(wrappingChannelSynchronously: channel)
                }
            }
        await onListening(server.channel.localAddress?.port ?? port)
        try await server.executeThenClose { connections in
            try await withThrowingDiscardingTaskGroup { tasks in
                for try await connection in connections {
                    tasks.addTask { await serve(connection) }
                }
            }
        }
    }

    private func serve(_ connection: Connection) async {
        // A client that goes away in the middle is no failure of the server.
        try? await connection.executeThenClose { inbound, outbound in
            var head: HTTPRequestHead?
            var body = ByteBuffer()
            for try await part in inbound {
                switch part {
                case .head(let received):
                    head = received
                    body.clear()
                case .body(var bytes):
                    body.writeBuffer(&bytes)
                    if body.readableBytes > Self.bodyLimit { return }
                case .end:
                    guard let received = head else { return }
                    let request = Request(
                        method: received.method.rawValue, target: received.uri,
                        headers: received.headers.map { (name: $0.name, value: $0.value) }, body: Array(buffer: body))
                    guard let answer = await answer(request) else { return }
                    try await write(answer, to: outbound, keepAlive: received.isKeepAlive)
                    if !received.isKeepAlive { return }
                }
            }
        }
    }

    private func write(
        _ answer: Answer, to outbound: NIOAsyncChannelOutboundWriter<HTTPPart<HTTPResponseHead, ByteBuffer>>, keepAlive: Bool
    ) async throws {
        let body = answer.body.map { ByteBuffer(bytes: $0.serialized()) } ?? ByteBuffer()
        var headers = HTTPHeaders([
            ("Content-Type", "application/json; charset=UTF-8"), ("Content-Length", String(body.readableBytes)), ("Server", "LabBIGIP"),
        ])
        if !keepAlive { headers.add(name: "Connection", value: "close") }
        try await outbound.write(
            contentsOf: [
                .head(HTTPResponseHead(version: .http1_1, status: HTTPResponseStatus(statusCode: answer.status), headers: headers)),
                .body(body),
                .end(nil),
            ])
    }
}

/// Lets responses be written as byte buffers, which unlike `IOData` may cross tasks.
private final class ResponsePartHandler: ChannelOutboundHandler {
    typealias OutboundIn = HTTPPart<HTTPResponseHead, ByteBuffer>
    typealias OutboundOut = HTTPServerResponsePart

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(let head): context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .body(let body): context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: promise)
        case .end(let trailers): context.write(wrapOutboundOut(.end(trailers)), promise: promise)
        }
    }
}
