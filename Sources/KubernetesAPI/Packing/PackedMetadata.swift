/// The parts of an object's metadata that are seldom read, in one block of bytes: an object in a cache is mostly metadata, and as Swift strings
/// and dictionaries it takes several times what it says.
///
/// Layout: for each field that is there, its number and its content, in the order of ``Field``. Equal metadata has equal bytes.
struct PackedMetadata: Sendable, Hashable {
    /// The fields, and how each is laid out.
    enum Field: UInt8, CaseIterable {
        /// A text with its length.
        case generateName = 1
        /// 16 bytes.
        case uid
        /// A text with its length: a UID that is no UUID.
        case uidText
        /// A signed number.
        case generation
        /// A byte for the form, and a signed number of seconds or microseconds.
        case creationTimestamp
        /// As ``creationTimestamp``.
        case deletionTimestamp
        /// A section: ``PackedMap``.
        case labels
        /// A section: ``PackedMap``.
        case annotations
        /// A section of owners: apiVersion, kind, name, uid and a byte for the two flags.
        case ownerReferences
        /// A section of texts.
        case finalizers
    }

    private let bytes: [UInt8]

    init() { bytes = [] }
    init(_ writer: borrowing PackedWriter) { bytes = writer.exact }

    /// Visits the fields that are there, in order; the body reads the content of each, whole.
    func forEachField(_ body: (Field, inout PackedReader) -> Void) {
        var reader = PackedReader(bytes)
        while !reader.isAtEnd, let field = Field(rawValue: reader.byte()) { body(field, &reader) }
    }

    /// A reader at the content of a field, if it is there.
    func find(_ wanted: Field) -> PackedReader? {
        var reader = PackedReader(bytes)
        while !reader.isAtEnd, let field = Field(rawValue: reader.byte()), field.rawValue <= wanted.rawValue {
            if field == wanted { return reader }
            Self.skip(field, &reader)
        }
        return nil
    }

    var uid: String? {
        for field in [Field.uid, .uidText] {
            if var reader = find(field) { return Self.uid(field, &reader) }
        }
        return nil
    }

    /// Whether both have the same UID, without making texts of them.
    func hasSameUID(as other: PackedMetadata) -> Bool {
        if var mine = find(.uid), var theirs = other.find(.uid) { return mine.raw(16) == theirs.raw(16) }
        return uid == other.uid
    }

    /// The value of a label or an annotation, without the others.
    func value(of key: String, in map: Field) -> String? {
        guard var reader = find(map) else { return nil }
        return PackedMap.value(of: key, in: reader.section())
    }

    /// All labels or annotations.
    func map(_ field: Field) -> [String: String] {
        guard var reader = find(field) else { return [:] }
        return PackedMap.read(reader.section())
    }

    static func uid(_ field: Field, _ reader: inout PackedReader) -> String {
        guard field == .uid else { return reader.string() }
        func half() -> UInt64 { reader.raw(8).reduce(0) { $0 << 8 | UInt64($1) } }
        let high = half()
        return PackedUUID.text(high, half())
    }

    static func put(uid: UnsafeBufferPointer<UInt8>, to writer: inout PackedWriter) {
        if let (high, low) = PackedUUID.bytes(uid) {
            writer.put(Field.uid.rawValue)
            for shift in stride(from: UInt64(56), through: 0, by: -8) { writer.put(UInt8(truncatingIfNeeded: high >> shift)) }
            for shift in stride(from: UInt64(56), through: 0, by: -8) { writer.put(UInt8(truncatingIfNeeded: low >> shift)) }
        } else {
            writer.put(Field.uidText.rawValue)
            writer.put(text: uid)
        }
    }

    private static func skip(_ field: Field, _ reader: inout PackedReader) {
        switch field {
        case .uid: _ = reader.raw(16)
        case .generation: _ = reader.number()
        case .creationTimestamp, .deletionTimestamp:
            _ = reader.byte()
            _ = reader.number()
        case .generateName, .uidText, .labels, .annotations, .ownerReferences, .finalizers: _ = reader.text()
        }
    }
}
