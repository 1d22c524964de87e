import Hummingbird
import JSON
import Logging
import NIOConcurrencyHelpers
import NIOCore

/// A stand-in for Keystone and Heat in one HTTP server on the loopback, for tests: it speaks their bodies, keeps stacks that move on only when
/// told to, counts what it is asked, and fails where it is told to.
public final class LabHeat: Sendable {
    /// The requests and stacks.
    public let state = NIOLockedValueBox(LabHeatState())

    private init() {}

    /// Runs a server while `body` runs.
    public static func run<Result: Sendable>(_ body: @escaping @Sendable (LabHeat, _ url: String) async throws -> Result) async throws
        -> Result
    {
        let heat = LabHeat()
        let (ports, continuation) = AsyncStream<Int>.makeStream()
        var logger = Logger(label: "lab-heat")
        logger.logLevel = .critical
        let responder = CallbackResponder<BasicRequestContext> { request, _ in try await heat.respond(request) }
        let application = Application(
            responder: responder, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { continuation.yield($0.localAddress?.port ?? 0) }, logger: logger)
        return try await withThrowingTaskGroup(of: Result?.self) { group in
            group.addTask {
                try await application.run()
                return nil
            }
            group.addTask {
                for await port in ports {
                    let url = "http://127.0.0.1:\(port)"
                    heat.state.withLockedValue { $0.url = url }
                    return try await body(heat, url)
                }
                throw CancellationError()
            }
            defer { group.cancelAll() }
            while let outcome = try await group.next() {
                if let result = outcome { return result }
            }
            throw CancellationError()
        }
    }

    private func respond(_ request: Request) async throws -> Response {
        let buffer = try await request.body.collect(upTo: 64 << 20)
        let body = (try? JSONValue(parsing: Array(buffer.readableBytesView))) ?? .null
        let query = request.uri.queryParameters.reduce(into: [String: String]()) { $0[String($1.key)] = String($1.value) }
        let call = LabHeatCall(
            method: request.method.rawValue, path: request.uri.path, query: query,
            token: request.headers[.init("X-Auth-Token") ?? .authorization],
            body: body)
        let (answer, fault) = state.withLockedValue { $0.handle(call) }
        if fault == .loseAnswer || fault == .loseCall {
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
