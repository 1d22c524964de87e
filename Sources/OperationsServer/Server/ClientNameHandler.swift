import Logging
import NIOCore
import NIOSSL
import NIOTLS
import X509

/// Closes a connection whose client has a good certificate of another name, before anything it sent is read.
final class ClientNameHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer

    private let names: Set<String>
    private let logger: Logger

    init(names: Set<String>, logger: Logger) {
        self.names = names
        self.logger = logger
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case TLSUserEvent.handshakeCompleted? = event as? TLSUserEvent else { return context.fireUserInboundEventTriggered(event) }
        let presented = Self.names(of: (try? context.channel.pipeline.syncOperations.nioSSL_peerCertificate()) ?? nil)
        if names.isDisjoint(with: presented) {
            logger.error(
                "webhook: refused a client whose certificate is for \(presented.sorted()), not for one of \(names.sorted())",
                metadata: ["client": "\(context.remoteAddress?.ipAddress ?? "?")"])
            return context.close(promise: nil)
        }
        context.fireUserInboundEventTriggered(event)
    }

    /// The common names and DNS names of a certificate.
    static func names(of certificate: NIOSSLCertificate?) -> Set<String> {
        guard let certificate, let bytes = try? certificate.toDERBytes(), let parsed = try? Certificate(derEncoded: bytes) else {
            return []
        }
        let common = parsed.subject.flatMap { $0 }.filter { $0.type == .RDNAttributeType.commonName }.map { $0.value.description }
        let alternative = (try? parsed.extensions.subjectAlternativeNames)?.compactMap { SubjectName($0)?.text } ?? []
        return Set(common + alternative)
    }
}
