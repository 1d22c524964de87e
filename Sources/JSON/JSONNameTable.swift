/// A hash table of names, at most half full. A name is looked up by its length and its first eight bytes, taken as one number.
///
/// Writers of JSON keep to an order, so that the next name can often be guessed: ``isNext(_:in:at:)`` compares just that one.
@usableFromInline
struct JSONNameTable: Sendable {
    private struct Entry {
        var count: Int
        var head: UInt64
        /// The name in quotation marks with a colon: `start..<start + count + 3` of the texts.
        var start: Int
    }

    private let text: [UInt8]
    private let entries: [Entry]
    /// Indices of entries, plus one; 0 where a slot is empty.
    private let slots: [UInt16]

    init(_ names: [String]) {
        var text: [UInt8] = []
        var entries: [Entry] = []
        var size = 8
        while size < names.count * 2 { size *= 2 }
        var slots = [UInt16](repeating: 0, count: size)
        for name in names.prefix(Int(UInt16.max) - 1) {
            let bytes = Array(name.utf8)
            let head = bytes.withUnsafeBufferPointer { Self.head($0, 0, bytes.count) }
            entries.append(Entry(count: bytes.count, head: head, start: text.count))
            text += [UInt8(ascii: "\"")] + bytes + [UInt8(ascii: "\""), UInt8(ascii: ":")]
            var slot = Self.hash(head, bytes.count) & (size - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (size - 1) }
            slots[slot] = UInt16(entries.count)
        }
        // So that eight bytes can be taken anywhere.
        self.text = text + [UInt8](repeating: 0, count: 8)
        self.entries = entries
        self.slots = slots
    }

    /// The index of the name that stands there, if it is one of these.
    func index(of name: JSONScanner.Text, in bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        if name.isEscaped {
            let plain = Array(JSONText.unescape(bytes[name.start..<name.end]).utf8)
            return plain.withUnsafeBufferPointer { find($0, 0, plain.count) }
        }
        return find(bytes, name.start, name.end - name.start)
    }

    /// Whether the name of that index stands there, in quotation marks and with a colon right after; if so, how long that is.
    @inline(__always)
    func isNext(_ index: Int, in bytes: UnsafeBufferPointer<UInt8>, at start: Int) -> Int? {
        guard index < entries.count else { return nil }
        let entry = entries[index]
        let count = entry.count + 3
        guard bytes.count - start >= count + 8 else { return nil }
        let raw = UnsafeRawBufferPointer(bytes)
        return text.withUnsafeBytes { text in
            var offset = 0
            while offset < count {
                let difference =
                    raw.loadUnaligned(fromByteOffset: start + offset, as: UInt64.self)
                    ^ text.loadUnaligned(fromByteOffset: entry.start + offset, as: UInt64.self)
                let left = count - offset
                if left >= 8 ? difference != 0 : difference.littleEndian << UInt64(truncatingIfNeeded: 64 - left * 8) != 0 { return nil }
                offset += 8
            }
            return count
        }
    }

    @inline(__always)
    private func find(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ count: Int) -> Int? {
        let head = Self.head(bytes, start, count)
        var slot = Self.hash(head, count) & (slots.count - 1)
        while slots[slot] != 0 {
            let index = Int(slots[slot]) - 1
            let entry = entries[index]
            if entry.head == head, entry.count == count, count <= 8 || isEqual(entry.start, bytes, start, count) { return index }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    // Compares what the heads leave.
    private func isEqual(_ other: Int, _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ count: Int) -> Bool {
        text.withUnsafeBufferPointer { text in
            for offset in stride(from: 8, to: count, by: 1) where text[other + 1 + offset] != bytes[start + offset] { return false }
            return true
        }
    }

    // The first eight bytes, or as many as there are.
    @inline(__always)
    private static func head(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ count: Int) -> UInt64 {
        if bytes.count - start >= 8 {
            let word = UInt64(littleEndian: UnsafeRawBufferPointer(bytes).loadUnaligned(fromByteOffset: start, as: UInt64.self))
            return count >= 8 ? word : word & ((1 &<< UInt64(truncatingIfNeeded: count * 8)) &- 1)
        }
        var word: UInt64 = 0
        for offset in 0..<min(count, 8) { word |= UInt64(bytes[start + offset]) << UInt64(truncatingIfNeeded: offset * 8) }
        return word
    }

    @inline(__always)
    private static func hash(_ head: UInt64, _ count: Int) -> Int {
        Int(truncatingIfNeeded: ((head ^ UInt64(truncatingIfNeeded: count)) &* 0x9E37_79B9_7F4A_7C15) >> 48)
    }
}
