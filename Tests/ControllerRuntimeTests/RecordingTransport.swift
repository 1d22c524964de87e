import HTTPTransport
import NIOConcurrencyHelpers

/// Passes requests on, and remembers which they were.
final class RecordingTransport: Transport {
    private let base: any Transport
    private let seen = NIOLockedValueBox<[String]>([])

    init(_ base: any Transport) { self.base = base }

    /// The URLs of all GETs, in order.
    var gets: [String] { seen.withLockedValue { $0 } }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        note(request)
        return try await base.send(request)
    }

    func stream(_ request: HTTPRequest) async throws -> HTTPStreamingResponse {
        note(request)
        return try await base.stream(request)
    }

    private func note(_ request: HTTPRequest) {
        if request.method == "GET" { seen.withLockedValue { $0.append(request.url) } }
    }
}
