extension OwnerReference {
    func pack(_ writer: inout PackedWriter) {
        writer.put(text: apiVersion)
        writer.put(text: kind)
        writer.put(text: name)
        var uid = uid
        uid.withUTF8 { PackedMetadata.put(uid: $0, to: &writer) }
        writer.put(PackedFlag.byte(controller) << 2 | PackedFlag.byte(blockOwnerDeletion))
    }

    init(unpacking reader: inout PackedReader) {
        let (apiVersion, kind, name) = (reader.string(), reader.string(), reader.string())
        let uid = PackedMetadata.uid(PackedMetadata.Field(rawValue: reader.byte()) ?? .uidText, &reader)
        let flags = reader.byte()
        self.init(
            apiVersion: apiVersion, kind: kind, name: name, uid: uid, controller: PackedFlag.value(flags >> 2),
            blockOwnerDeletion: PackedFlag.value(flags))
    }
}

/// A boolean that may be absent, in two bits: 0 absent, 1 false, 2 true.
enum PackedFlag {
    static func byte(_ flag: Bool?) -> UInt8 { flag.map { $0 ? 2 : 1 } ?? 0 }

    static func value(_ bits: UInt8) -> Bool? {
        switch bits & 3 {
        case 1: false
        case 2: true
        default: nil
        }
    }
}
