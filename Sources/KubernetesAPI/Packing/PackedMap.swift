/// Labels or annotations in bytes, ordered by key. Each value has its length before it.
///
/// Layout of a key: its number (``KeyNumbers``) and 1; or 0 and its difference from the last key without a number (``DeltaText``).
enum PackedMap {
    static func write(_ map: [String: String], to writer: inout PackedWriter) {
        var previous: [UInt8] = []
        for (key, value) in map.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
            var key = key
            key.withUTF8 { key in
                let isNumbered = previous.withUnsafeBufferPointer { write(key: key, afterUnnumbered: $0, to: &writer) }
                if !isNumbered { previous = Array(key) }
            }
            writer.put(text: value)
        }
    }

    /// Writes a key; returns whether it has a number.
    static func write(
        key: UnsafeBufferPointer<UInt8>, afterUnnumbered previous: UnsafeBufferPointer<UInt8>, to writer: inout PackedWriter
    ) -> Bool {
        if let number = KeyNumbers.shared.number(of: key) {
            writer.put(number: UInt64(number) + 1)
            return true
        }
        writer.put(0)
        DeltaText.write(key, after: previous, to: &writer)
        return false
    }

    static func read(_ reader: PackedReader) -> [String: String] {
        var reader = reader
        var row = DeltaText()
        var map: [String: String] = [:]
        while !reader.isAtEnd { map[key(&reader, &row)] = reader.string() }
        return map
    }

    /// The value of one key, without the others.
    static func value(of wanted: String, in reader: PackedReader) -> String? {
        var reader = reader
        var row = DeltaText()
        while !reader.isAtEnd {
            if key(&reader, &row).utf8.elementsEqual(wanted.utf8) { return reader.string() }
            _ = reader.text()
        }
        return nil
    }

    private static func key(_ reader: inout PackedReader, _ row: inout DeltaText) -> String {
        let number = reader.number()
        if number > 0 { return KeyNumbers.shared.key(Int(clamping: number - 1)) }
        row.read(&reader)
        return row.string
    }
}
