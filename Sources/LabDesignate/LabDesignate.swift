import Hummingbird
import JSON
import Logging
import NIOConcurrencyHelpers
import NIOCore

/// A stand-in for Keystone and Designate in one HTTP server on the loopback, for tests: it speaks their bodies, keeps record sets as the real one does,
/// tells what it was asked, and fails where it is told to. It serves no DNS.
public final class LabDesignate: Sendable {
    /// The requests and record sets.
    public let state = NIOLockedValueBox(LabDesignateState())

    private init() {}

    /// Runs a server while `body` runs.
    public static func run<Result: Sendable>(_ body: @escaping @Sendable (LabDesignate, _ url: String) async throws -> Result) async throws
        -> Result
    {
        let designate = LabDesignate()
        let (ports, continuation) = AsyncStream<Int>.makeStream()
        var logger = Logger(label: "lab-designate")
        logger.logLevel = .critical
        let responder = CallbackResponder<BasicRequestContext> { request, _ in try await designate.respond(request) }
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
                    designate.state.withLockedValue { $0.url = url }
                    return try await body(designate, url)
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
        let call = LabDesignateCall(
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
