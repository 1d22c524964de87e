import HTTPTransport

/// Cuts a stream of bytes into its lines. A last line that the connection cut short is not returned: half an event is none.
///
/// Each byte is looked at once and copied at most once more than it came, however long the lines and however small the pieces.
struct LineIterator {
    private var pieces: any AsyncIteratorProtocol<[UInt8], any Error>
    private var buffer: [UInt8] = []
    /// Where in the buffer the next line begins.
    private var start = 0
    /// Up to where the buffer has been searched for the line's end.
    private var searched = 0
    private let limit: Int

    /// - Parameter limit: the longest line that is read; the API server's own limit on objects is 3 MiB.
    init(_ body: any AsyncSequence<[UInt8], any Error>, limit: Int = 64 << 20) {
        self.pieces = body.makeAsyncIterator()
        self.limit = limit
    }

    /// The next line that is not empty; `nil` at the stream's end.
    mutating func next() async throws -> [UInt8]? { try await next { Array($0) } }

    /// The next line that is not empty, as `body` reads it where it stands; `nil` at the stream's end.
    mutating func next<Value>(_ body: (UnsafeBufferPointer<UInt8>) throws -> Value) async throws -> Value? {
        while true {
            if let line = try await nextRange() {
                if line.isEmpty { continue }
                return try buffer.withUnsafeBufferPointer { try body(UnsafeBufferPointer(rebasing: $0[line])) }
            }
            return nil
        }
    }

    private mutating func nextRange() async throws -> Range<Int>? {
        while true {
            if let end = Self.newline(in: buffer, from: searched) {
                let line = start..<end
                start = end + 1
                searched = start
                return line
            }
            searched = buffer.count
            guard searched - start <= limit else {
                throw TransportError(.responseTooLarge, "a line of the stream exceeds \(limit) bytes")
            }
            guard let piece = try await pieces.next(isolation: nil) else { return nil }
            if start == buffer.count {
                buffer = piece
            } else {
                if start > 0 { buffer.removeSubrange(..<start) }
                buffer += piece
            }
            searched -= start
            start = 0
        }
    }

    // Eight bytes at a time: the lowest byte that is marked is the first newline.
    private static func newline(in bytes: [UInt8], from start: Int) -> Int? {
        bytes.withUnsafeBytes { raw in
            let ones: UInt64 = 0x0101_0101_0101_0101
            var position = start
            while raw.count - position >= 8 {
                let word = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: position, as: UInt64.self)) ^ (ones &* 0x0A)
                let marked = (word &- ones) & ~word & (ones &* 0x80)
                if marked != 0 { return position + (marked.trailingZeroBitCount >> 3) }
                position += 8
            }
            while position < raw.count {
                if raw[position] == 0x0A { return position }
                position += 1
            }
            return nil
        }
    }
}
