/// The names of the members that a type takes, laid out so that finding one costs the same however many there are.
///
/// Make it once per type, as a `static let`.
public struct JSONNames<Key: CaseIterable & RawRepresentable & Sendable>: Sendable where Key.RawValue == String {
    @usableFromInline let keys: [Key]
    @usableFromInline let table: JSONNameTable

    /// The names of all cases, as their raw values.
    public init(_ type: Key.Type = Key.self) {
        keys = Array(Key.allCases)
        table = JSONNameTable(keys.map(\.rawValue))
    }

    @inlinable
    subscript(index: Int) -> Key? { keys.indices.contains(index) ? keys[index] : nil }
}

/// A hash table of names, at most half full; a name hashes by its length, its first and its last byte.
@usableFromInline
struct JSONNameTable: Sendable {
    private struct Entry {
        var start: Int
        var count: Int
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
            entries.append(Entry(start: text.count, count: bytes.count))
            text += bytes
            var slot = bytes.withUnsafeBufferPointer { Self.hash($0, 0, bytes.count) } & (size - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (size - 1) }
            slots[slot] = UInt16(entries.count)
        }
        self.text = text
        self.entries = entries
        self.slots = slots
    }

    /// The index of the name that stands there, if it is one of these.
    func index(of name: JSONScanner.Text, in bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        if name.isEscaped {
            let plain = Array(JSONText.unescape(bytes[name.start..<name.end]).utf8)
            return plain.withUnsafeBufferPointer { index(of: JSONScanner.Text(start: 0, end: plain.count, isEscaped: false), in: $0) }
        }
        let count = name.end - name.start
        var slot = Self.hash(bytes, name.start, count) & (slots.count - 1)
        while slots[slot] != 0 {
            let index = Int(slots[slot]) - 1
            if entries[index].count == count, isEqual(entries[index].start, bytes, name.start, count) { return index }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    private func isEqual(_ start: Int, _ bytes: UnsafeBufferPointer<UInt8>, _ other: Int, _ count: Int) -> Bool {
        text.withUnsafeBufferPointer { text in
            for offset in 0..<count where text[start + offset] != bytes[other + offset] { return false }
            return true
        }
    }

    private static func hash(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ count: Int) -> Int {
        guard count > 0 else { return 0 }
        return count &* 31 &+ Int(bytes[start]) &* 7 &+ Int(bytes[start + count - 1]) &* 3
    }
}
