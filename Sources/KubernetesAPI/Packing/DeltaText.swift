/// A text in a row of similar ones (names of Pods, of nodes, keys of labels), kept as its difference from the one before.
///
/// Layout: one byte `0xFF` for the same text again; else how many bytes at the start and how many at the end are those of the text before, one
/// byte each, then what is between, with its length before it.
struct DeltaText {
    private static var same: UInt8 { 0xFF }

    /// The text last written or read.
    private(set) var bytes: [UInt8] = []

    var string: String { String(decoding: bytes, as: UTF8.self) }

    mutating func write(_ text: UnsafeBufferPointer<UInt8>, to writer: inout PackedWriter) {
        bytes.withUnsafeBufferPointer { Self.write(text, after: $0, to: &writer) }
        bytes.removeAll(keepingCapacity: true)
        bytes.append(contentsOf: text)
    }

    /// Writes a text that follows `previous` in its row.
    static func write(
        _ text: UnsafeBufferPointer<UInt8>, after previous: UnsafeBufferPointer<UInt8>, to writer: inout PackedWriter
    ) {
        let shorter = min(text.count, previous.count)
        var prefix = 0
        while prefix < shorter, text[prefix] == previous[prefix] { prefix += 1 }
        if prefix == text.count, prefix == previous.count {
            return writer.put(same)
        }
        prefix = min(prefix, 0xFE)
        let most = min(shorter - prefix, 0xFF)
        var suffix = 0
        while suffix < most, text[text.count - 1 - suffix] == previous[previous.count - 1 - suffix] { suffix += 1 }
        writer.put(UInt8(truncatingIfNeeded: prefix))
        writer.put(UInt8(truncatingIfNeeded: suffix))
        writer.put(text: UnsafeBufferPointer(rebasing: text[prefix..<text.count - suffix]))
    }

    mutating func write(_ text: String, to writer: inout PackedWriter) {
        var text = text
        text.withUTF8 { write($0, to: &writer) }
    }

    mutating func read(_ reader: inout PackedReader) {
        let prefix = reader.byte()
        if prefix == Self.same { return }
        let suffix = min(Int(reader.byte()), bytes.count)
        let middle = reader.text()
        bytes = Array(bytes.prefix(Int(prefix)) + middle + bytes.suffix(suffix))
    }

    /// Passes over a text; what follows it in its own row can then no longer be read.
    static func skip(_ reader: inout PackedReader) {
        if reader.byte() == same { return }
        _ = reader.byte()
        _ = reader.text()
    }
}
