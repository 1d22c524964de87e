import Logging
import NIOCore
import NIOPosix

/// Carries TCP connections out of a network namespace that has no uplink: it listens there and connects from where it runs.
///
/// Bytes pass as they are, so TLS goes from end to end. The end of one direction is passed on while the other goes on, and
/// neither side is read faster than the other takes it.
public struct Relay: Sendable {
    /// Name of the namespace below /run/netns in which it listens.
    let namespace: String
    /// The address listened on.
    let listen: SocketAddress
    /// The address connected to.
    let target: SocketAddress
    let logger: Logger

    /// Makes a relay.
    ///
    /// - Parameters:
    ///   - namespace: Name of the network namespace in which it listens.
    ///   - listen: Address and port there, as `192.0.2.1:6443`; port 0 takes a free one.
    ///   - connect: Address and port to connect to, from the namespace of this process.
    /// - Throws: ``LabError`` for what is not an address and a port.
    public init(namespace: String, listen: String, connect: String, logger: Logger) throws {
        self.namespace = namespace
        self.listen = try Self.address(listen)
        target = try Self.address(connect)
        self.logger = logger
    }

    /// Relays until the task is cancelled, which closes every connection.
    ///
    /// - Parameter started: Called with the bound port once it listens.
    /// - Throws: ``LabError`` when it cannot listen. What goes wrong with one connection ends that one only.
    public func run(started: @Sendable (Int) async -> Void = { _ in }) async throws {
        let socket = try await NamespaceSocket.bound(to: listen, in: namespace)
        let server = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .bind(socket, childChannelInitializer: Self.wrap)
        try await server.executeThenClose { clients in
            await started(server.channel.localAddress?.port ?? 0)
            try await withThrowingDiscardingTaskGroup { group in
                for try await client in clients { group.addTask { await carry(client) } }
            }
        }
    }

    private typealias Connection = NIOAsyncChannel<ByteBuffer, ByteBuffer>

    private func carry(_ client: Connection) async {
        do {
            try await client.executeThenClose { fromClient, toClient in
                let server = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                    .channelOption(.allowRemoteHalfClosure, value: true)
                    .connectTimeout(.seconds(10))
                    .connect(to: target, channelInitializer: Self.wrap)
                try await server.executeThenClose { fromServer, toServer in
                    try await withThrowingTaskGroup(of: Void.self) { group in
                        group.addTask { try await Self.copy(fromClient, to: toServer, of: server.channel) }
                        group.addTask { try await Self.copy(fromServer, to: toClient, of: client.channel) }
                        // The first error ends both directions, and with them both connections.
                        try await group.waitForAll()
                    }
                }
            }
        } catch is CancellationError {
            return
        } catch {
            logger.info("a connection to \(target) ended: \(error)")
        }
    }

    private static func copy(
        _ source: NIOAsyncChannelInboundStream<ByteBuffer>, to sink: NIOAsyncChannelOutboundWriter<ByteBuffer>, of channel: any Channel
    ) async throws {
        for try await bytes in source { try await sink.write(bytes) }
        // A channel that is closed drops what it has not yet given to the kernel; an empty write ends after all before it.
        try await withTaskCancellationHandler {
            try await channel.writeAndFlush(ByteBuffer()).get()
        } onCancel: {
            channel.close(promise: nil)
        }
        sink.finish()
    }

    private static func wrap(_ channel: any Channel) -> EventLoopFuture<Connection> {
        channel.eventLoop.makeCompletedFuture {
            try Connection(wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true))
        }
    }

    private static func address(_ text: String) throws -> SocketAddress {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]), (0...65535).contains(port),
            let address = try? SocketAddress(ipAddress: text[..<colon].filter { $0 != "[" && $0 != "]" }, port: port)
        else { throw LabError("\"\(text)\" is not an IP address and a port", remedy: "write it as 192.0.2.1:6443") }
        return address
    }
}
