import JSON

extension ObjectMeta: JSONProjectable {
    private enum Member: String, CaseIterable {
        case name, generateName, namespace, uid, resourceVersion, generation, creationTimestamp, deletionTimestamp
        case labels, annotations, ownerReferences, finalizers
    }

    private static let names = JSONNames(Member.self)

    /// Reads metadata straight into its packed form; `managedFields` is passed over.
    ///
    /// Servers write the keys of labels and annotations in order. Where somebody does not, the parts are gathered first and packed then.
    public init(reading reader: inout JSONPullReader) throws(JSONError) {
        let start = reader.mark()
        if let metadata = try Self.packing(&reader) {
            self = metadata
        } else {
            reader.go(to: start)
            self = try Self.gathering(&reader)
        }
    }

    // Returns nil where keys are not in order.
    private static func packing(_ reader: inout JSONPullReader) throws(JSONError) -> ObjectMeta? {
        var name = ""
        var (namespace, resourceVersion) = (String?.none, String?.none)
        var rest = MetadataBuilder()
        try reader.beginObject()
        while let member = try reader.nextMember(in: names) {
            switch member {
            case .name: name = try reader.stringIfPresent() ?? ""
            case .namespace: namespace = try reader.sharedStringIfPresent()
            case .resourceVersion: resourceVersion = try reader.stringIfPresent()
            case .generateName: try rest.text(.generateName, &reader)
            case .uid: try rest.uid(&reader)
            case .generation: try rest.number(.generation, &reader)
            case .creationTimestamp: try rest.time(.creationTimestamp, &reader)
            case .deletionTimestamp: try rest.time(.deletionTimestamp, &reader)
            case .labels: try rest.map(.labels, &reader)
            case .annotations: try rest.map(.annotations, &reader)
            case .ownerReferences: try rest.owners(&reader)
            case .finalizers: try rest.texts(.finalizers, &reader)
            }
            if !rest.hasOrderedKeys { return nil }
        }
        return ObjectMeta(name: name, namespace: namespace, resourceVersion: resourceVersion, packed: rest.packed)
    }

    private static func gathering(_ reader: inout JSONPullReader) throws(JSONError) -> ObjectMeta {
        var name = ""
        var (namespace, resourceVersion) = (String?.none, String?.none)
        var parts = MetadataParts()
        try reader.beginObject()
        while let member = try reader.nextMember(in: names) {
            switch member {
            case .name: name = try reader.stringIfPresent() ?? ""
            case .namespace: namespace = try reader.sharedStringIfPresent()
            case .resourceVersion: resourceVersion = try reader.stringIfPresent()
            case .generateName: parts.generateName = try reader.stringIfPresent()
            case .uid: parts.uid = try reader.stringIfPresent()
            case .generation: parts.generation = try reader.integerIfPresent()
            case .creationTimestamp: parts.creationTimestamp = try reader.readIfPresent()
            case .deletionTimestamp: parts.deletionTimestamp = try reader.readIfPresent()
            case .labels: parts.labels = try reader.stringMapIfPresent() ?? [:]
            case .annotations: parts.annotations = try reader.stringMapIfPresent() ?? [:]
            case .ownerReferences: parts.ownerReferences = try reader.arrayIfPresent() ?? []
            case .finalizers: parts.finalizers = try reader.stringsIfPresent() ?? []
            }
        }
        return ObjectMeta(name: name, namespace: namespace, resourceVersion: resourceVersion, packed: parts.packed)
    }
}
