import HTTPTransport
import NIOConcurrencyHelpers

/// Passes requests on, and remembers which they were.
final class RecordingTransport: Transport {
    private let base: any Transport
    private let seen = NIOLockedValueBox<[String]>([])
    private let answered = NIOLockedValueBox<Set<Int>>([])
    private let hook = NIOLockedValueBox<(@Sendable (String) -> Bool)?>(nil)

    init(_ base: any Transport) { self.base = base }

    /// The URLs of all GETs, in order.
    var gets: [String] { seen.withLockedValue { $0 } }

    /// The GET that was sent last, once its answer has begun.
    var newestAnsweredGet: String? {
        let gets = gets
        return answered.withLockedValue { $0.contains(gets.count - 1) } ? gets.last : nil
    }

    /// Calls a body before each GET, until it returns true.
    func onGet(_ body: @escaping @Sendable (String) -> Bool) { hook.withLockedValue { $0 = body } }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        let index = note(request)
        let response = try await base.send(request)
        noteAnswer(index)
        return response
    }

    func stream(_ request: HTTPRequest) async throws -> HTTPStreamingResponse {
        let index = note(request)
        let response = try await base.stream(request)
        noteAnswer(index)
        return response
    }

    private func note(_ request: HTTPRequest) -> Int? {
        guard request.method == "GET" else { return nil }
        let index = seen.withLockedValue { seen in
            seen.append(request.url)
            return seen.count - 1
        }
        if let body = hook.withLockedValue({ $0 }), body(request.url) { hook.withLockedValue { $0 = nil } }
        return index
    }

    private func noteAnswer(_ index: Int?) {
        if let index { answered.withLockedValue { _ = $0.insert(index) } }
    }
}
