import HTTPTransport
import NIOConcurrencyHelpers

/// A transport that answers from a closure, given the number of the request from 1, and remembers the requests.
final class Recorder: Transport {
    private let seen = NIOLockedValueBox<[HTTPRequest]>([])
    private let answer: @Sendable (HTTPRequest, Int) async throws -> HTTPResponse

    init(_ answer: @escaping @Sendable (HTTPRequest, Int) async throws -> HTTPResponse) { self.answer = answer }

    var requests: [HTTPRequest] { seen.withLockedValue { $0 } }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        let count = seen.withLockedValue { seen in
            seen.append(request)
            return seen.count
        }
        return try await answer(request, count)
    }

    func stream(_ request: HTTPRequest) async throws -> HTTPStreamingResponse {
        let response = try await send(request)
        return HTTPStreamingResponse(status: response.status, headers: response.headers, body: Whole(bytes: response.body))
    }

    private struct Whole: AsyncSequence, Sendable {
        typealias Element = [UInt8]
        typealias Failure = any Error
        let bytes: [UInt8]

        struct AsyncIterator: AsyncIteratorProtocol {
            var rest: [UInt8]?
            mutating func next() async throws -> [UInt8]? {
                defer { rest = nil }
                return rest
            }
        }

        func makeAsyncIterator() -> AsyncIterator { AsyncIterator(rest: bytes) }
    }
}
