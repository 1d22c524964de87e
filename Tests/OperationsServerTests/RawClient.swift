import FoundationEssentials
import KubernetesAPI
import NIOCore
import NIOPosix
import NIOSSL

/// Sends bytes over TLS as they are and reads until the other side closes.
enum RawClient {
    static func send(_ text: String, port: Int, tls: TLSConfiguration) async throws -> String {
        try await send([text], port: port, tls: tls) {}
    }

    /// Sends texts with a pause of the caller's before each but the first.
    static func send(
        _ texts: [String], port: Int, tls: TLSConfiguration, between pause: @escaping @Sendable () async throws -> Void
    ) async throws -> String {
        let context = try NIOSSLContext(configuration: tls)
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton).connect(host: "127.0.0.1", port: port) {
            channel in
            channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.addHandler(NIOSSLClientHandler(context: context, serverHostname: nil))
                return try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
            }
        }
        return try await channel.executeThenClose { inbound, outbound in
            for (index, text) in texts.enumerated() {
                if index > 0 { try await pause() }
                try await outbound.write(ByteBuffer(string: text))
            }
            var reply = ""
            do {
                for try await part in inbound { reply += String(buffer: part) }
            } catch {
                // A server may close without a TLS goodbye after it has answered.
                if reply.isEmpty { throw error }
            }
            return reply
        }
    }
}

/// The time of the day: real TLS clients look at it.
func wallClock() -> Timestamp { Timestamp(seconds: Int64(Date().timeIntervalSince1970)) }
