import AsyncHTTPClient
import NIOCore

/// Turns the pieces of a response into bytes and its failures into ``TransportError``. It keeps the pools alive that its connection is of.
struct TransportBody: AsyncSequence, Sendable {
    typealias Element = [UInt8]
    typealias Failure = any Error
    let base: HTTPClientResponse.Body
    let pools: ConnectionPools

    struct AsyncIterator: AsyncIteratorProtocol {
        var base: HTTPClientResponse.Body.AsyncIterator
        let pools: ConnectionPools

        mutating func next() async throws -> [UInt8]? {
            do {
                return try await base.next().map { Array($0.readableBytesView) }
            } catch {
                throw try TransportError(mapping: error, request: nil)
            }
        }
    }

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(base: base.makeAsyncIterator(), pools: pools) }
}
