import HTTPTransport

/// Cuts a stream of bytes into its lines. A last line that the connection cut short is not returned: half an event is none.
struct LineIterator {
    private var pieces: any AsyncIteratorProtocol<[UInt8], any Error>
    private var buffer: [UInt8] = []
    private var searched = 0
    private let limit: Int

    /// - Parameter limit: the longest line that is read; the API server's own limit on objects is 3 MiB.
    init(_ body: any AsyncSequence<[UInt8], any Error>, limit: Int = 64 << 20) {
        self.pieces = body.makeAsyncIterator()
        self.limit = limit
    }

    mutating func next() async throws -> [UInt8]? {
        while true {
            if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                let line = Array(buffer[..<end])
                buffer.removeFirst(end + 1)
                searched = 0
                if !line.isEmpty { return line }
                continue
            }
            searched = buffer.count
            guard searched <= limit else { throw TransportError(.responseTooLarge, "a line of the stream exceeds \(limit) bytes") }
            guard let piece = try await pieces.next(isolation: nil) else { return nil }
            buffer += piece
        }
    }
}
