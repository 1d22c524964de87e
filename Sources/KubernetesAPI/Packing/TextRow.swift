import JSON

/// Texts of one object as they come, absent ones among them: hosts, Services, paths. One that came shortly before is named by its distance; a new
/// one is kept as its difference from the last new one.
///
/// Layout: 0 for none; 1 and a ``DeltaText`` for a new one; else how many new ones back it came, and 1.
struct TextRow {
    /// How many new texts are remembered: objects repeat what is near, and a long one must not cost the square of its length.
    private static var memory: Int { 64 }

    private var delta = DeltaText()
    private var recent: [String] = []
    private var next = 0

    mutating func write(_ text: String?, to writer: inout PackedWriter) {
        guard var text else { return writer.put(0) }
        if let back = text.withUTF8({ distance(of: $0) }) { return writer.put(number: UInt64(back) + 1) }
        writer.put(1)
        delta.write(text, to: &writer)
        remember(text)
    }

    private func distance(of text: UnsafeBufferPointer<UInt8>) -> Int? {
        var back = 1
        while back <= recent.count {
            if self[back].hasSameBytes(as: text) { return back }
            back += 1
        }
        return nil
    }

    mutating func read(_ reader: inout PackedReader) -> String? {
        let number = reader.number()
        if number == 0 { return nil }
        if number > 1 { return number - 1 <= UInt64(recent.count) ? self[Int(number) - 1] : "" }
        delta.read(&reader)
        let text = delta.string
        remember(text)
        return text
    }

    /// The new text that came so many new ones ago; 1 is the last.
    private subscript(back: Int) -> String { recent[(next + Self.memory - back) % Self.memory] }

    private mutating func remember(_ text: String) {
        if recent.count < Self.memory { recent.append(text) } else { recent[next] = text }
        next = (next + 1) % Self.memory
    }
}
