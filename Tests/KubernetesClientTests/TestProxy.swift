import NIOConcurrencyHelpers
import NIOCore
import NIOPosix

/// A proxy for tests: it understands `CONNECT` and SOCKS 5 without authentication, and remembers what it was asked.
final class TestProxy: Sendable {
    private let channel: any Channel
    private let asked: NIOLockedValueBox<[String]>

    var port: Int { channel.localAddress?.port ?? 0 }
    /// Heads of `CONNECT` requests, or `socks5 host:port`.
    var requests: [String] { asked.withLockedValue { $0 } }

    private init(_ channel: any Channel, _ asked: NIOLockedValueBox<[String]>) {
        self.channel = channel
        self.asked = asked
    }

    static func with<Value: Sendable>(_ body: @Sendable (TestProxy) async throws -> Value) async throws -> Value {
        let asked = NIOLockedValueBox<[String]>([])
        let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(Greeter(asked)) }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        do {
            let value = try await body(TestProxy(channel, asked))
            try await channel.close()
            return value
        } catch {
            try? await channel.close()
            throw error
        }
    }

    /// Reads what is asked, connects, and passes bytes on from there.
    private final class Greeter: ChannelInboundHandler, RemovableChannelHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let asked: NIOLockedValueBox<[String]>
        private var bytes: [UInt8] = []
        private var isGreeted = false

        init(_ asked: NIOLockedValueBox<[String]>) { self.asked = asked }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            bytes += Array(unwrapInboundIn(data).readableBytesView)
            if bytes.first == 5 { socks(context) } else { connect(context) }
        }

        private func connect(_ context: ChannelHandlerContext) {
            let head = String(decoding: bytes, as: UTF8.self)
            guard head.hasSuffix("\r\n\r\n") else { return }
            asked.withLockedValue { $0.append(head) }
            let target = head.split(separator: " ")[1].split(separator: ":")
            relay(String(target[0]), Int(target[1]) ?? 0, "HTTP/1.1 200 OK\r\n\r\n", context)
        }

        private func socks(_ context: ChannelHandlerContext) {
            if !isGreeted {
                guard bytes.count >= 3 else { return }
                isGreeted = true
                bytes.removeFirst(2 + Int(bytes[1]))
                context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: [5, 0])), promise: nil)
                if bytes.isEmpty { return }
            }
            guard bytes.count >= 10 else { return }
            let host =
                bytes[3] == 1
                ? bytes[4..<8].map(String.init).joined(separator: ".") : String(decoding: bytes[5..<5 + Int(bytes[4])], as: UTF8.self)
            let port = Int(bytes[bytes.count - 2]) << 8 | Int(bytes[bytes.count - 1])
            asked.withLockedValue { $0.append("socks5 \(host):\(port)") }
            relay(host, port, "\u{5}\0\0\u{1}\0\0\0\0\0\0", context)
        }

        private func relay(_ host: String, _ port: Int, _ answer: String, _ context: ChannelHandlerContext) {
            let near = context.channel
            let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
            ClientBootstrap(group: context.eventLoop).connect(host: host, port: port).whenComplete { result in
                guard case .success(let far) = result else { return near.close(promise: nil) }
                near.writeAndFlush(ByteBuffer(string: answer), promise: nil)
                let added = near.eventLoop.makeCompletedFuture {
                    try far.pipeline.syncOperations.addHandler(Pipe(near))
                    try near.pipeline.syncOperations.addHandler(Pipe(far))
                }
                added.whenSuccess { bound.value.1.pipeline.syncOperations.removeHandler(bound.value.0, promise: nil) }
            }
        }
    }

    private final class Pipe: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        private let other: any Channel

        init(_ other: any Channel) { self.other = other }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) { other.writeAndFlush(unwrapInboundIn(data), promise: nil) }
        func channelInactive(context: ChannelHandlerContext) { other.close(promise: nil) }
        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    }
}
