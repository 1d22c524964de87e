import Glibc
import Logging
import NIOCore
import NIOPosix
import Testing

@testable import Lab

/// On the real kernel, in a namespace of its own without any link to this one.
@Suite(.serialized, .enabled(if: getuid() == 0, "network namespaces need root"))
struct RelayTests {
    /// Sends so many bytes, says that no more come, and prints what comes back until the other side has said so too.
    private static let program = """
        import socket, sys
        s = socket.create_connection(("192.0.2.1", int(sys.argv[1])), 10)
        s.sendall(b"x" * int(sys.argv[2]))
        s.shutdown(socket.SHUT_WR)
        answer = b""
        while part := s.recv(65536):
            answer += part
        print(len(answer), answer[:20].decode().strip("."))
        """

    @Test(arguments: [1, 8 << 20])
    func `the end of one direction is passed on while the other goes on`(size: Int) async throws {
        try await withRelay(to: Self.countingServer) { relay, namespace in
            let output = try await Self.client(namespace, relay, size)
            // The answer is as large as what was sent, and begins with the number of bytes that arrived before the end.
            #expect(output == "\(20 + size) \(size)\n")
        }
    }

    @Test func `connections run side by side`() async throws {
        try await withRelay(to: Self.countingServer) { relay, namespace in
            try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<8 { group.addTask { try await Self.client(namespace, relay, 100_000) } }
                for try await output in group { #expect(output == "100020 100000\n") }
            }
        }
    }

    @Test func `a server that is not there closes the connection, and the relay goes on`() async throws {
        try await withRelay(to: Self.noServer) { relay, namespace in
            for _ in 0..<2 {
                let output = try await Self.client(namespace, relay, 1)
                #expect(["", "0 \n"].contains(output))
            }
        }
    }

    @Test(arguments: [("192.0.2.9:0", "cannot listen on"), ("192.0.2.1", "is not an IP address and a port")])
    func `an address that the namespace lacks is told`(listen: String, message: String) async throws {
        try await withNamespace { namespace in
            let error = try await #require(throws: LabError.self) {
                try await Relay(namespace: namespace, listen: listen, connect: "127.0.0.1:1", logger: Self.logger).run()
            }
            #expect(error.message.contains(message))
        }
    }

    @Test func `a namespace that does not exist is told`() async throws {
        let error = try await #require(throws: LabError.self) {
            try await Relay(namespace: "trel-none", listen: "127.0.0.1:0", connect: "127.0.0.1:1", logger: Self.logger).run()
        }
        #expect(error.message.contains("/run/netns/trel-none"))
    }

    private static let logger = Logger(label: "relay-tests") { _ in SwiftLogNoOpLogHandler() }

    private static func client(_ namespace: String, _ port: Int, _ size: Int) async throws -> String {
        let command = ["timeout", "20", "python3", "-c", program, String(port), String(size)]
        return try await Command.run(Namespaces.entering(namespace, command)).text
    }

    private func withNamespace(_ body: @Sendable (String) async throws -> Void) async throws {
        let namespace = "trel\(getpid() % 1000)-\(UInt16.random(in: 0...UInt16.max))"
        try await Namespaces.batch("netns add \(namespace)\n")
        do {
            try await Namespaces.batch("link set lo up\naddr add 192.0.2.1/32 dev lo\n", in: namespace)
            try await body(namespace)
        } catch {
            try await Namespaces.batch("netns del \(namespace)\n")
            throw error
        }
        try await Namespaces.batch("netns del \(namespace)\n")
    }

    /// Runs a server on this side's loopback interface and a relay to it in a new namespace.
    private func withRelay(
        to server: @escaping @Sendable (@Sendable (Int) async throws -> Void) async throws -> Void,
        _ body: @escaping @Sendable (_ port: Int, _ namespace: String) async throws -> Void
    ) async throws {
        try await withNamespace { namespace in
            try await server { target in
                let relay = try Relay(
                    namespace: namespace, listen: "192.0.2.1:0", connect: "127.0.0.1:\(target)", logger: Self.logger)
                let ports = AsyncStream<Int>.makeStream()
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await relay.run { ports.continuation.yield($0) } }
                    var iterator = ports.stream.makeAsyncIterator()
                    let port = try #require(await iterator.next())
                    try await body(port, namespace)
                    group.cancelAll()
                }
            }
        }
    }

    /// On port 1 nobody listens.
    private static func noServer(_ use: @Sendable (Int) async throws -> Void) async throws { try await use(1) }

    /// Answers only after the client's last byte: how many came, filled up to 20 characters, and as many bytes.
    private static func countingServer(_ use: @Sendable (Int) async throws -> Void) async throws {
        let server = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .bind(host: "127.0.0.1", port: 0) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                        wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true))
                }
            }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await server.executeThenClose { clients in
                    try await withThrowingDiscardingTaskGroup { answers in
                        for try await client in clients {
                            answers.addTask {
                                try? await client.executeThenClose { input, output in
                                    var count = 0
                                    for try await bytes in input { count += bytes.readableBytes }
                                    let head = String(count)
                                    let fill = String(repeating: ".", count: 20 - head.utf8.count)
                                    try await output.write(ByteBuffer(string: head + fill))
                                    try await output.write(ByteBuffer(repeating: UInt8(ascii: "."), count: count))
                                    // All of it, before the end of this block closes the connection.
                                    try await client.channel.writeAndFlush(ByteBuffer()).get()
                                    output.finish()
                                }
                            }
                        }
                    }
                }
            }
            try await use(server.channel.localAddress?.port ?? 0)
            group.cancelAll()
        }
    }
}
