import Hummingbird
import JSON
import Logging
import NIOCore

/// The HTTP server on the loopback below the stand-ins for OpenStack's services, each of which is its own Keystone too.
public enum LabOpenStackServer {
    /// What a server says to a call; nil: nothing, the connection breaks off in the middle of the answer.
    public typealias Answer = @Sendable (LabOpenStackCall) -> LabOpenStackAnswer?

    /// Runs a server while `body` runs.
    ///
    /// - Parameters:
    ///   - name: who it stands in for, for the log.
    ///   - answer: what it says.
    public static func run<Result: Sendable>(
        _ name: String, answer: @escaping Answer, _ body: @escaping @Sendable (_ url: String) async throws -> Result
    ) async throws -> Result {
        let (ports, continuation) = AsyncStream<Int>.makeStream()
        var logger = Logger(label: name)
        logger.logLevel = .critical
        let responder = CallbackResponder<BasicRequestContext> { request, _ in response(to: answer(try await call(request))) }
        let application = Application(
            responder: responder, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { continuation.yield($0.localAddress?.port ?? 0) }, logger: logger)
        return try await withThrowingTaskGroup(of: Result?.self) { group in
            group.addTask {
                try await application.run()
                return nil
            }
            group.addTask {
                for await port in ports { return try await body("http://127.0.0.1:\(port)") }
                throw CancellationError()
            }
            defer { group.cancelAll() }
            while let outcome = try await group.next() {
                if let result = outcome { return result }
            }
            throw CancellationError()
        }
    }

    private static func call(_ request: Request) async throws -> LabOpenStackCall {
        let buffer = try await request.body.collect(upTo: 64 << 20)
        return LabOpenStackCall(
            method: request.method.rawValue, path: request.uri.path,
            query: request.uri.queryParameters.reduce(into: [:]) { $0[String($1.key)] = String($1.value) },
            token: request.headers[.init("X-Auth-Token") ?? .authorization],
            body: (try? JSONValue(parsing: Array(buffer.readableBytesView))) ?? .null)
    }

    private static func response(to answer: LabOpenStackAnswer?) -> Response {
        guard let answer else {
            // A body that breaks off makes the server close the connection in the middle of the answer.
            return Response(status: .ok, headers: [.contentLength: "1000"], body: ResponseBody { _ in throw LostAnswer() })
        }
        var headers = HTTPFields()
        for (name, value) in answer.headers {
            if let name = HTTPFields.Element.Name(name) { headers[name] = value }
        }
        headers[.contentType] = "application/json"
        let bytes = answer.body.map { $0.serialized() } ?? []
        return Response(status: .init(code: answer.status), headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    private struct LostAnswer: Error {}
}
