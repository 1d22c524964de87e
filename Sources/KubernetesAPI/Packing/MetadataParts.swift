/// What of an object's metadata is kept packed, unpacked.
struct MetadataParts: Sendable, Hashable {
    var generateName: String?
    var uid: String?
    var generation: Int64?
    var creationTimestamp: Timestamp?
    var deletionTimestamp: Timestamp?
    var labels: [String: String] = [:]
    var annotations: [String: String] = [:]
    var ownerReferences: [OwnerReference] = []
    var finalizers: [String] = []

    init() {}

    init(_ packed: PackedMetadata) {
        packed.forEachField { field, reader in
            switch field {
            case .generateName: generateName = reader.string()
            case .uid, .uidText: uid = PackedMetadata.uid(field, &reader)
            case .generation: generation = reader.signed()
            case .creationTimestamp: creationTimestamp = Timestamp(unpacking: &reader)
            case .deletionTimestamp: deletionTimestamp = Timestamp(unpacking: &reader)
            case .labels: labels = PackedMap.read(reader.section())
            case .annotations: annotations = PackedMap.read(reader.section())
            case .ownerReferences:
                var section = reader.section()
                while !section.isAtEnd { ownerReferences.append(OwnerReference(unpacking: &section)) }
            case .finalizers:
                var section = reader.section()
                while !section.isAtEnd { finalizers.append(section.string()) }
            }
        }
    }

    /// The same parts give the same bytes.
    var packed: PackedMetadata {
        var writer = PackedWriter(capacity: 128)
        if let generateName {
            writer.put(PackedMetadata.Field.generateName.rawValue)
            writer.put(text: generateName)
        }
        if var uid { uid.withUTF8 { PackedMetadata.put(uid: $0, to: &writer) } }
        if let generation {
            writer.put(PackedMetadata.Field.generation.rawValue)
            writer.put(signed: generation)
        }
        if let creationTimestamp {
            writer.put(PackedMetadata.Field.creationTimestamp.rawValue)
            creationTimestamp.pack(&writer)
        }
        if let deletionTimestamp {
            writer.put(PackedMetadata.Field.deletionTimestamp.rawValue)
            deletionTimestamp.pack(&writer)
        }
        for (field, map) in [(PackedMetadata.Field.labels, labels), (.annotations, annotations)] where !map.isEmpty {
            var section = PackedWriter()
            PackedMap.write(map, to: &section)
            writer.put(field.rawValue)
            writer.put(section: section)
        }
        if !ownerReferences.isEmpty {
            var section = PackedWriter()
            for owner in ownerReferences { owner.pack(&section) }
            writer.put(PackedMetadata.Field.ownerReferences.rawValue)
            writer.put(section: section)
        }
        if !finalizers.isEmpty {
            var section = PackedWriter()
            for finalizer in finalizers { section.put(text: finalizer) }
            writer.put(PackedMetadata.Field.finalizers.rawValue)
            writer.put(section: section)
        }
        return PackedMetadata(writer)
    }
}
