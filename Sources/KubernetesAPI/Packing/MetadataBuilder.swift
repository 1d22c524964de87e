import JSON

/// Packs metadata as it is read, without strings between, in whatever order the fields come. Only keys of labels and annotations must come in
/// order, as every server sends them.
struct MetadataBuilder: ~Copyable {
    /// Where a field lies in what has been written; empty where there is none.
    private typealias Place = (start: Int, end: Int)

    private var writer = PackedWriter(capacity: 768)
    private var section = PackedWriter(capacity: 512)
    private var places: [Place] = Array(repeating: (0, 0), count: PackedMetadata.Field.allCases.count + 1)
    private var isOrdered = true
    private var lastField: UInt8 = 0
    /// Whether the keys came in order so far; once false, what is built is worthless.
    private(set) var hasOrderedKeys = true

    /// The fields in their order.
    var packed: PackedMetadata {
        if isOrdered { return PackedMetadata(writer) }
        var sorted = PackedWriter(capacity: writer.count)
        for place in places { sorted.put(writer, place.start..<place.end) }
        return PackedMetadata(sorted)
    }

    // Begins a field; what came of it before no longer counts. Returns false when there is nothing to take.
    private mutating func begin(_ field: PackedMetadata.Field, _ reader: inout JSONPullReader) throws(JSONError) -> Bool {
        if field.rawValue <= lastField { isOrdered = false }
        lastField = field.rawValue
        places[Int(field.rawValue)] = (0, 0)
        return try !reader.takeNull()
    }

    private mutating func end(_ field: PackedMetadata.Field, from start: Int) { places[Int(field.rawValue)] = (start, writer.count) }

    mutating func text(_ field: PackedMetadata.Field, _ reader: inout JSONPullReader) throws(JSONError) {
        guard try begin(field, &reader) else { return }
        let start = writer.count
        writer.put(field.rawValue)
        try reader.withString { writer.put(text: $0) }
        end(field, from: start)
    }

    mutating func uid(_ reader: inout JSONPullReader) throws(JSONError) {
        guard try begin(.uid, &reader) else { return }
        let start = writer.count
        try reader.withString { PackedMetadata.put(uid: $0, to: &writer) }
        end(.uid, from: start)
    }

    mutating func number(_ field: PackedMetadata.Field, _ reader: inout JSONPullReader) throws(JSONError) {
        guard try begin(field, &reader) else { return }
        let start = writer.count
        writer.put(field.rawValue)
        writer.put(signed: try reader.integer())
        end(field, from: start)
    }

    mutating func time(_ field: PackedMetadata.Field, _ reader: inout JSONPullReader) throws(JSONError) {
        guard try begin(field, &reader) else { return }
        let start = writer.count
        writer.put(field.rawValue)
        try reader.read(Timestamp.self).pack(&writer)
        end(field, from: start)
    }

    mutating func map(_ field: PackedMetadata.Field, _ reader: inout JSONPullReader) throws(JSONError) {
        guard try begin(field, &reader) else { return }
        section.removeAll()
        var (previous, previousUnnumbered) = (JSONTextPlace(), JSONTextPlace())
        var isFirst = true
        try reader.beginObject()
        while let key = try reader.nextMemberPlace() {
            let text = reader.bytes(at: key)
            if key.isEscaped || !isFirst && !reader.bytes(at: previous).lexicographicallyPrecedes(text) {
                hasOrderedKeys = false
                return
            }
            isFirst = false
            previous = key
            let isNumbered = PackedMap.write(key: text, afterUnnumbered: reader.bytes(at: previousUnnumbered), to: &section)
            if !isNumbered { previousUnnumbered = key }
            try reader.withString { section.put(text: $0) }
        }
        endSection(field)
    }

    mutating func texts(_ field: PackedMetadata.Field, _ reader: inout JSONPullReader) throws(JSONError) {
        guard try begin(field, &reader) else { return }
        section.removeAll()
        try reader.beginArray()
        while try reader.nextElement() { try reader.withString { section.put(text: $0) } }
        endSection(field)
    }

    mutating func owners(_ reader: inout JSONPullReader) throws(JSONError) {
        guard try begin(.ownerReferences, &reader) else { return }
        section.removeAll()
        try reader.beginArray()
        while try reader.nextElement() { try reader.read(OwnerReference.self).pack(&section) }
        endSection(.ownerReferences)
    }

    // What is empty is absent, as in ``MetadataParts/packed``.
    private mutating func endSection(_ field: PackedMetadata.Field) {
        guard section.count > 0 else { return }
        let start = writer.count
        writer.put(field.rawValue)
        writer.put(section: section)
        end(field, from: start)
    }
}
