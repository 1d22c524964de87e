import HTTPTransport

/// Cuts a stream of bytes into its lines. A last line that the connection cut short is not returned: half an event is none.
struct LineIterator {
    private var pieces: any AsyncIteratorProtocol<[UInt8], any Error>
    private var buffer: [UInt8] = []
    // Where the next line begins, and up to where no line end stands from there on.
    private var start = 0
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
                let line = Array(buffer[start..<end])
                start = end + 1
                searched = start
                if !line.isEmpty { return line }
                continue
            }
            // Lines that have been handed out go at once for a whole piece, not one by one: that would move the rest each time.
            buffer.removeFirst(start)
            start = 0
            searched = buffer.count
            guard searched <= limit else { throw TransportError(.responseTooLarge, "a line of the stream exceeds \(limit) bytes") }
            guard let piece = try await pieces.next(isolation: nil) else { return nil }
            buffer += piece
        }
    }
}
