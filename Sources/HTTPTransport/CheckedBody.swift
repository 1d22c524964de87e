import NIOCore

/// The answer of a ``SendCheck`` on its way through the HTTP client.
struct SendRefused: Error {
    let cause: any Error
}

/// A body that asks before it is handed out.
struct CheckedBody: AsyncSequence, Sendable {
    let bytes: [UInt8]
    let check: SendCheck

    struct AsyncIterator: AsyncIteratorProtocol {
        var rest: CheckedBody?

        mutating func next() async throws -> ByteBuffer? {
            guard let body = rest else { return nil }
            rest = nil
            do {
                try body.check.ask()
            } catch {
                throw SendRefused(cause: error)
            }
            return ByteBuffer(bytes: body.bytes)
        }
    }

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(rest: self) }
}
