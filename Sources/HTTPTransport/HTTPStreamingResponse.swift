/// A response whose body arrives piece by piece; it is pulled, so that a slow reader slows the sender down.
public struct HTTPStreamingResponse: Sendable {
    /// The status code, 100...599.
    public var status: Int
    /// Header fields in the order in which they came.
    public var headers: [HTTPHeader]
    /// The body's pieces. Iterating throws ``TransportError`` when the connection is lost or stays silent for too long.
    public var body: any AsyncSequence<[UInt8], any Error> & Sendable

    /// Makes a streaming response.
    public init(status: Int, headers: [HTTPHeader], body: any AsyncSequence<[UInt8], any Error> & Sendable) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// Reads the body to its end, at most `limit` bytes.
    public func collect(upTo limit: Int) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        for try await piece in body {
            guard bytes.count + piece.count <= limit else {
                throw TransportError(.responseTooLarge, "the body exceeds \(limit) bytes")
            }
            bytes += piece
        }
        return bytes
    }
}
