/// Takes values from what a ``PackedWriter`` laid out. Where the bytes end too early, it gives zeros and empty texts; it never traps.
struct PackedReader {
    private let bytes: [UInt8]
    private(set) var position: Int
    private let end: Int

    init(_ bytes: [UInt8]) {
        self.init(bytes, bytes.indices)
    }

    private init(_ bytes: [UInt8], _ range: Range<Int>) {
        self.bytes = bytes
        position = range.lowerBound
        end = range.upperBound
    }

    var isAtEnd: Bool { position >= end }

    mutating func byte() -> UInt8 {
        guard position < end else { return 0 }
        defer { position += 1 }
        return bytes[position]
    }

    mutating func number() -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while shift < 64 {
            let next = byte()
            value |= UInt64(next & 0x7F) << shift
            if next & 0x80 == 0 { break }
            shift += 7
        }
        return value
    }

    mutating func signed() -> Int64 {
        let number = number()
        return Int64(bitPattern: number >> 1) ^ -Int64(bitPattern: number & 1)
    }

    mutating func raw(_ count: Int) -> ArraySlice<UInt8> {
        let start = position
        position = min(end, start + max(0, min(count, end - start)))
        return bytes[start..<position]
    }

    mutating func text() -> ArraySlice<UInt8> { raw(Int(clamping: number())) }
    mutating func string() -> String { String(decoding: text(), as: UTF8.self) }

    /// A reader of the bytes of a section alone.
    mutating func section() -> PackedReader {
        let content = text()
        return PackedReader(bytes, content.startIndex..<content.endIndex)
    }
}
