import NIOCore
import NIOHTTP1
import NIOHTTPCompression

/// Tells the compressor behind it that a client takes gzip or nothing: the API server knows no other coding.
final class GzipOnly: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head(var head) = unwrapInboundIn(data) else { return context.fireChannelRead(data) }
        let takesGzip = head.headers[canonicalForm: "Accept-Encoding"].contains { $0 == "gzip" || $0.hasPrefix("gzip;") }
        head.headers.remove(name: "Accept-Encoding")
        if takesGzip { head.headers.add(name: "Accept-Encoding", value: "gzip") }
        context.fireChannelRead(wrapInboundOut(.head(head)))
    }

    /// The compressor of the answers that ``AnswerWriter`` marks.
    static func compressor() -> HTTPResponseCompressor {
        HTTPResponseCompressor { head, isSupported in
            let isWanted = head.headers.contains(name: AnswerWriter.compress)
            head.headers.remove(name: AnswerWriter.compress)
            if isWanted, isSupported {
                head.headers.remove(name: "Content-Length")
                head.headers.replaceOrAdd(name: "Transfer-Encoding", value: "chunked")
                head.headers.add(name: "Vary", value: "Accept-Encoding")
            }
            return isWanted ? .compressIfPossible : .doNotCompress
        }
    }
}
