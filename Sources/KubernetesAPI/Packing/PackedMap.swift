/// Labels or annotations in bytes, ordered by key: each key as its difference from the one before, each value with its length before it.
enum PackedMap {
    static func write(_ map: [String: String], to writer: inout PackedWriter) {
        var key = DeltaText()
        for (name, value) in map.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
            key.write(name, to: &writer)
            writer.put(text: value)
        }
    }

    static func read(_ reader: PackedReader) -> [String: String] {
        var reader = reader
        var key = DeltaText()
        var map: [String: String] = [:]
        while !reader.isAtEnd {
            key.read(&reader)
            map[key.string] = reader.string()
        }
        return map
    }

    /// The value of one key, without the others.
    static func value(of wanted: String, in reader: PackedReader) -> String? {
        var reader = reader
        var key = DeltaText()
        while !reader.isAtEnd {
            key.read(&reader)
            if key.bytes.elementsEqual(wanted.utf8) { return reader.string() }
            _ = reader.text()
        }
        return nil
    }
}
