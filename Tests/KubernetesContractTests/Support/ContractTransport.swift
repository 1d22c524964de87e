import HTTPTransport
import NIOConcurrencyHelpers

/// The connection that the client has made for itself, with a look at what goes over it: header fields that a test adds, and the answer as it came.
final class ContractTransport: Transport {
    /// Header fields that the requests of a task carry in place of, or beside, the client's.
    @TaskLocal static var headers: [HTTPHeader] = []
    /// Where the last answer of a task is put.
    @TaskLocal static var seen: NIOLockedValueBox<HTTPResponse?>?

    private let base: any Transport

    init(base: any Transport) { self.base = base }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        let response = try await base.send(Self.edited(request))
        Self.seen?.withLockedValue { $0 = response }
        return response
    }

    func stream(_ request: HTTPRequest) async throws -> HTTPStreamingResponse { try await base.stream(Self.edited(request)) }

    private static func edited(_ request: HTTPRequest) -> HTTPRequest {
        var request = request
        let names = Set(headers.map { $0.name.lowercased() })
        request.headers.removeAll { names.contains($0.name.lowercased()) }
        request.headers += headers
        return request
    }
}
