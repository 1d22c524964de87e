import JSON
import NIOCore
import NIOHTTP1

/// Writes answers on one connection: head, body, as much of them as a fault leaves, and lists as fast as the client reads.
final class AnswerWriter {
    /// The header by which the compressor is told to do its work; it takes it away.
    static let compress = "x-lab-compress"
    // From here on the API server compresses, if the client wants it (the feature APIResponseCompression).
    private static let compressionThreshold = 128 * 1024
    private static let pieceSize = 64 * 1024
    // So many pieces in a row before other connections of the event loop have their turn.
    private static let piecesInARow = 16

    /// What every answer carries: the flow schema and the priority level that let it through, and no permission to keep it.
    /// <https://kubernetes.io/docs/reference/debug-cluster/flow-control/>
    static let common = HTTPHeaders([
        ("Cache-Control", "no-cache, private"), ("X-Kubernetes-Pf-Flowschema-Uid", Identifiers.uid()),
        ("X-Kubernetes-Pf-Prioritylevel-Uid", Identifiers.uid()),
    ])

    private let channel: any Channel
    private let compresses: Bool
    private var list: ListBody?
    private var keepsAlive = true

    init(channel: any Channel, compresses: Bool) {
        self.channel = channel
        self.compresses = compresses
    }

    /// Writes a whole answer.
    func write(_ status: Int, _ headers: HTTPHeaders, _ bytes: [UInt8], _ wire: WireFault?, to request: HTTPRequestHead) {
        var headers = headers
        headers.replaceOrAdd(name: "Content-Length", value: String(request.method == .HEAD ? 0 : bytes.count))
        if compresses, request.method == .GET, bytes.count > Self.compressionThreshold { headers.add(name: Self.compress, value: "1") }
        writeHead(status, headers, to: request)
        if let wire {
            let part = wire.cut == .afterHeaders ? [] : bytes.prefix(bytes.count / 2)
            return cut(wire, after: ByteBuffer(bytes: part))
        }
        if request.method != .HEAD { channel.write(HTTPServerResponsePart.body(.byteBuffer(ByteBuffer(bytes: bytes))), promise: nil) }
        end()
    }

    /// Begins to write a list.
    func write(_ list: ListBody, _ headers: HTTPHeaders, _ wire: WireFault?, to request: HTTPRequestHead) {
        var headers = headers
        headers.add(name: "Transfer-Encoding", value: "chunked")
        if compresses, list.size > Self.compressionThreshold { headers.add(name: Self.compress, value: "1") }
        writeHead(200, headers, to: request)
        if request.method == .HEAD { return end() }
        if let wire {
            var list = list
            var piece = ByteBuffer()
            switch wire.cut {
            case .afterHeaders, .inHeaders: break
            case .betweenEvents(let items): piece = list.piece(upTo: .max, items: items) ?? ByteBuffer()
            case .inObject:
                piece = list.piece(upTo: Self.pieceSize) ?? ByteBuffer()
                piece.moveWriterIndex(to: piece.readerIndex + piece.readableBytes / 2)
            }
            return cut(wire, after: piece)
        }
        self.list = list
        proceed()
    }

    /// Goes on with a list, as long as the client reads. To be called when the connection takes more.
    func proceed() {
        for _ in 0..<Self.piecesInARow {
            guard channel.isWritable, var list else { return }
            guard let piece = list.piece(upTo: Self.pieceSize) else {
                self.list = nil
                return end()
            }
            self.list = list
            channel.writeAndFlush(HTTPServerResponsePart.body(.byteBuffer(piece)), promise: nil)
        }
        let bound = NIOLoopBound(self, eventLoop: channel.eventLoop)
        channel.eventLoop.execute { bound.value.proceed() }
    }

    /// Forgets what was still to be written.
    func stop() { list = nil }

    private func writeHead(_ status: Int, _ headers: HTTPHeaders, to request: HTTPRequestHead) {
        var answer = HTTPResponseHead(version: request.version, status: HTTPResponseStatus(statusCode: status), headers: headers)
        answer.headers.add(contentsOf: Self.common)
        if !request.isKeepAlive { answer.headers.add(name: "Connection", value: "close") }
        keepsAlive = request.isKeepAlive
        channel.write(HTTPServerResponsePart.head(answer), promise: nil)
    }

    private func end() {
        let channel = channel
        let done = channel.eventLoop.makePromise(of: Void.self)
        if !keepsAlive { done.futureResult.whenComplete { _ in channel.close(promise: nil) } }
        channel.writeAndFlush(HTTPServerResponsePart.end(nil), promise: done)
    }

    private func cut(_ wire: WireFault, after part: ByteBuffer) {
        let channel = channel
        let done = channel.eventLoop.makePromise(of: Void.self)
        if wire.isReset { done.futureResult.whenComplete { _ in channel.reset() } }
        channel.writeAndFlush(HTTPServerResponsePart.body(.byteBuffer(part)), promise: done)
    }
}
