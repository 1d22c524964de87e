import HTTPTransport
import NIOConcurrencyHelpers

/// Passes requests on, and remembers which they were.
final class RecordingTransport: Transport {
    private let base: any Transport
    private let seen = NIOLockedValueBox<[String]>([])
    private let hook = NIOLockedValueBox<(@Sendable (String) -> Bool)?>(nil)

    init(_ base: any Transport) { self.base = base }

    /// The URLs of all GETs, in order.
    var gets: [String] { seen.withLockedValue { $0 } }

    /// Calls a body before each GET, until it returns true.
    func onGet(_ body: @escaping @Sendable (String) -> Bool) { hook.withLockedValue { $0 = body } }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        note(request)
        return try await base.send(request)
    }

    func stream(_ request: HTTPRequest) async throws -> HTTPStreamingResponse {
        note(request)
        return try await base.stream(request)
    }

    private func note(_ request: HTTPRequest) {
        guard request.method == "GET" else { return }
        seen.withLockedValue { $0.append(request.url) }
        if let body = hook.withLockedValue({ $0 }), body(request.url) { hook.withLockedValue { $0 = nil } }
    }
}
