import JSON
import NIOCore
import NIOHTTP1
import NIOSSL

/// One connection: reads a request whole, has it answered, writes the answer, or keeps a watch flowing.
final class ConnectionHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    /// The API server's own limit is 3 MB.
    private static let bodyLimit = 3 * 1024 * 1024

    private let service: APIService
    private let bookmarkInterval: TimeAmount
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []
    private var isTooLarge = false
    private var certificateUser: UserInfo?
    private var didLookForCertificate = false
    private var stream: WatchStream?
    private var writer: AnswerWriter?

    init(service: APIService, bookmarkInterval: TimeAmount) {
        self.service = service
        self.bookmarkInterval = bookmarkInterval
    }

    func handlerAdded(context: ChannelHandlerContext) {
        writer = AnswerWriter(channel: context.channel, compresses: service.configuration.compressesAnswers)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            body = []
            isTooLarge = false
        case .body(let part):
            if body.count + part.readableBytes > Self.bodyLimit { isTooLarge = true } else { body += Array(part.readableBytesView) }
        case .end:
            guard let head else { return }
            self.head = nil
            handle(head, context)
        }
    }

    private func handle(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        if !didLookForCertificate {
            didLookForCertificate = true
            let handler = try? context.pipeline.syncOperations.handler(type: NIOSSLServerHandler.self)
            certificateUser = handler?.peerCertificate.flatMap { try? $0.toDERBytes() }.flatMap { Authority.user(certificate: $0) }
        }
        if isTooLarge {
            let failure = APIFailure(
                code: 413, reason: "RequestEntityTooLarge", message: "Request entity too large: limit is \(Self.bodyLimit)")
            write(.failure(failure), nil, head, context)
            return
        }
        var headers: [String: String] = [:]
        for (name, value) in head.headers { headers[name.lowercased()] = headers[name.lowercased()].map { "\($0),\(value)" } ?? value }
        var request = APIRequest(
            method: head.method.rawValue, target: RequestTarget(method: head.method.rawValue, uri: head.uri), headers: headers, body: body,
            certificateUser: certificateUser)
        for (name, value) in head.headers where name.lowercased().hasPrefix("impersonate-") {
            request.impersonation[name.lowercased(), default: []].append(value)
        }
        body = []
        let service = service
        let answer = context.eventLoop.makeFutureWithTask { [request] in await service.respond(request) }
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        answer.assumeIsolated().whenSuccess { response, wire in
            let (handler, context) = bound.value
            handler.write(response, wire, head, context)
        }
    }

    private func write(_ response: APIResponse, _ wire: WireFault?, _ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        guard context.channel.isActive else { return }
        if let wire, wire.cut == .inHeaders {
            context.channel.writeRaw("HTTP/1.1 200 OK\r\nContent-Type: applicat".utf8)
            if wire.isReset { context.channel.reset() }
            return
        }
        switch response {
        case .json(let status, let value, let warnings, let type):
            var headers = HTTPHeaders([("Content-Type", type)])
            for warning in warnings {
                headers.add(
                    name: "Warning",
                    value: "299 - \"\(warning.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\\\""))\"")
            }
            if let seconds = value.at("details", "retryAfterSeconds")?.whole { headers.add(name: "Retry-After", value: String(seconds)) }
            writer?.write(status, headers, value.rendered + [UInt8(ascii: "\n")], wire, to: head)
        case .bytes(let status, let bytes, let type, let more):
            var headers = HTTPHeaders([("Content-Type", type)])
            for (name, value) in more { headers.replaceOrAdd(name: name, value: value) }
            writer?.write(status, headers, bytes, wire, to: head)
        case .list(let list): writer?.write(list, HTTPHeaders([("Content-Type", "application/json")]), wire, to: head)
        case .drop: context.close(promise: nil)
        case .watch(let request):
            var answer = HTTPResponseHead(version: head.version, status: .ok)
            answer.headers.add(
                name: "Content-Type", value: request.media == .table ? "application/json;as=Table;v=v1;g=meta.k8s.io" : "application/json")
            answer.headers.add(name: "Transfer-Encoding", value: "chunked")
            answer.headers.add(contentsOf: AnswerWriter.common)
            context.writeAndFlush(wrapOutboundOut(.head(answer)), promise: nil)
            let stream = WatchStream(
                request: request, service: service, channel: context.channel, bookmarkInterval: bookmarkInterval, wire: wire)
            self.stream = stream
            stream.start()
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable {
            stream?.drain()
            writer?.proceed()
        }
        context.fireChannelWritabilityChanged()
    }

    func channelInactive(context: ChannelHandlerContext) {
        stream?.stop()
        stream = nil
        writer?.stop()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
