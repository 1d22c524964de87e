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
        guard let text else { return writer.put(0) }
        for back in 1...Self.memory where back <= recent.count {
            // Byte by byte: two spellings of an accent are two texts.
            guard self[back].utf8.elementsEqual(text.utf8) else { continue }
            return writer.put(number: UInt64(back) + 1)
        }
        writer.put(1)
        delta.write(text, to: &writer)
        remember(text)
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
