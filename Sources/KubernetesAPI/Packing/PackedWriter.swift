/// Lays values out in bytes, one after the other, without names and without gaps: how cached objects keep what is seldom read.
struct PackedWriter: ~Copyable {
    private var memory: UnsafeMutableBufferPointer<UInt8>
    /// How many bytes have been put.
    private(set) var count = 0

    init(capacity: Int = 64) { memory = .allocate(capacity: max(capacity, 16)) }

    deinit { memory.deallocate() }

    /// Forgets what was put.
    mutating func removeAll() { count = 0 }

    @inline(__always)
    mutating func put(_ byte: UInt8) {
        reserve(1)
        memory.initializeElement(at: count, to: byte)
        count += 1
    }

    /// A number in groups of seven bits, the lowest first; all but the last have the high bit set (LEB128).
    mutating func put(number: UInt64) {
        var rest = number
        while rest >= 0x80 {
            put(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        put(UInt8(truncatingIfNeeded: rest))
    }

    /// A number with a sign: small ones of either sign are short (zigzag).
    mutating func put(signed number: Int64) { put(number: UInt64(bitPattern: number << 1 ^ number >> 63)) }

    /// A text with its length before it.
    mutating func put(text: UnsafeBufferPointer<UInt8>) {
        put(number: UInt64(text.count))
        reserve(text.count)
        _ = memory[count..<count + text.count].initialize(fromContentsOf: text)
        count += text.count
    }

    /// A text with its length before it.
    mutating func put(text: String) {
        var text = text
        text.withUTF8 { put(text: $0) }
    }

    /// Bytes with their count before them.
    mutating func put(section: borrowing PackedWriter) { put(text: UnsafeBufferPointer(rebasing: section.memory[..<section.count])) }

    /// Some of what another has put.
    mutating func put(_ other: borrowing PackedWriter, _ range: Range<Int>) {
        reserve(range.count)
        _ = memory[count..<count + range.count].initialize(fromContentsOf: other.memory[range])
        count += range.count
    }

    /// The bytes in a block that is no larger than they need.
    var exact: [UInt8] {
        // Without this, the runtime's one empty array would be written to, which ThreadSanitizer takes for a race.
        if count == 0 { return [] }
        return [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            initialized = buffer.initialize(fromContentsOf: memory[..<count])
        }
    }

    @inline(__always)
    private mutating func reserve(_ more: Int) {
        if memory.count - count < more { grow(more) }
    }

    private mutating func grow(_ more: Int) {
        let larger = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(memory.count * 2, count + more))
        _ = larger.initialize(fromContentsOf: memory[..<count])
        memory.deallocate()
        memory = larger
    }
}
