import Hummingbird
import JSON
import Logging
import NIOCore

/// The HTTP server that stands for an application in the lab's Pods: it answers with what it received.
///
/// `GET /anything` gives JSON with the Pod's name, the address of the TCP peer, the method, the path and all headers;
/// `/status/503` answers with that status, `/sleep/250` after that many milliseconds.
public struct EchoServer: Sendable {
    struct Context: RequestContext {
        var coreContext: CoreRequestContextStorage
        let peer: String

        init(source: ApplicationRequestContextSource) {
            coreContext = .init(source: source)
            peer = source.channel.remoteAddress?.ipAddress ?? "unknown"
        }
    }

    let pod: String
    let address: String
    let port: Int

    /// Makes a server.
    ///
    /// - Parameters:
    ///   - pod: Name given in each answer.
    ///   - address: Address to listen on.
    ///   - port: Port to listen on; 0 takes a free one.
    public init(pod: String, address: String = "0.0.0.0", port: Int = 8080) {
        self.pod = pod
        self.address = address
        self.port = port
    }

    /// Serves until the task is cancelled or the process gets SIGTERM; running requests are finished first.
    ///
    /// - Parameter started: Called with the bound port once the server listens.
    public func run(started: @escaping @Sendable (Int) async -> Void = { _ in }) async throws {
        let router = Router(context: Context.self)
        let answer: @Sendable (Request, Context) async throws -> Response = { request, context in
            try await respond(request, context)
        }
        for method in [HTTPRequest.Method.get, .head, .post, .put, .patch, .delete, .options] {
            router.on("", method: method, use: answer)
            router.on("**", method: method, use: answer)
        }
        var logger = Logger(label: "echo")
        logger.logLevel = .critical
        let application = Application(
            router: router, configuration: .init(address: .hostname(address, port: port), serverName: "echo"),
            onServerRunning: { channel in await started(channel.localAddress?.port ?? 0) }, logger: logger)
        try await application.runService()
    }

    func respond(_ request: Request, _ context: Context) async throws -> Response {
        let words = request.uri.path.split(separator: "/")
        var status = HTTPResponse.Status.ok
        if words.count == 2, let number = Int(words[1]) {
            if words[0] == "status", (200...599).contains(number) { status = .init(code: number) }
            if words[0] == "sleep", (0...600_000).contains(number) { try await Task.sleep(for: .milliseconds(number)) }
        }
        var body = 0
        for try await chunk in request.body { body += chunk.readableBytes }
        var headers: [String: JSONValue] = [:]
        for field in request.headers {
            let name = field.name.canonicalName
            let before = headers[name]?.stringValue.map { $0 + ", " } ?? ""
            headers[name] = .string(before + field.value)
        }
        headers["host"] = request.head.authority.map { .string($0) }
        let value: JSONValue = .object([
            "pod": .string(pod), "peer": .string(context.peer), "method": .string(request.method.rawValue),
            "path": .string(request.uri.string), "bodyBytes": .integer(Int64(body)), "headers": .object(headers),
        ])
        var text = value.serialized()
        text.append(UInt8(ascii: "\n"))
        return Response(
            status: status, headers: [.contentType: "application/json"], body: .init(byteBuffer: ByteBuffer(bytes: text)))
    }
}
