import NIOCore
import NIOHTTP1
import NIOSSL

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

extension Channel {
    /// Ends the connection with a TCP reset, past TLS, which would say goodbye. To be called on the event loop.
    func reset() {
        _ = (self as? any SocketOptionProvider)?.setSoLinger(linger(l_onoff: 1, l_linger: 0))
        hangUp()
    }

    /// Ends the connection without TLS' goodbye, whose answer a peer that has stopped reading never sends. To be called on the event loop.
    func hangUp() {
        if let below = try? pipeline.syncOperations.context(handlerType: NIOSSLServerHandler.self) {
            below.close(promise: nil)
        } else {
            close(promise: nil)
        }
    }

    /// Sends bytes as they are, past the HTTP encoder. To be called on the event loop.
    func writeRaw(_ bytes: some Sequence<UInt8>) {
        let encoder = try? pipeline.syncOperations.context(handlerType: HTTPResponseEncoder.self)
        encoder?.writeAndFlush(NIOAny(ByteBuffer(bytes: bytes)), promise: nil)
    }
}
