import JSON

extension ObjectMeta: JSONProjectable {
    private enum Member: String, CaseIterable {
        case name, generateName, namespace, uid, resourceVersion, generation, creationTimestamp, deletionTimestamp
        case labels, annotations, ownerReferences, finalizers
    }

    private static let names = JSONNames(Member.self)

    /// Reads metadata; `managedFields` is passed over.
    public init(reading reader: inout JSONPullReader) throws(JSONError) {
        self.init(name: "")
        try reader.beginObject()
        while let member = try reader.nextMember(in: Self.names) {
            switch member {
            case .name: name = try reader.stringIfPresent() ?? ""
            case .generateName: generateName = try reader.sharedStringIfPresent()
            case .namespace: namespace = try reader.sharedStringIfPresent()
            case .uid: uid = try reader.stringIfPresent()
            case .resourceVersion: resourceVersion = try reader.stringIfPresent()
            case .generation: generation = try reader.integerIfPresent()
            case .creationTimestamp: creationTimestamp = try reader.readIfPresent()
            case .deletionTimestamp: deletionTimestamp = try reader.readIfPresent()
            case .labels: labels = try reader.stringMapIfPresent() ?? [:]
            case .annotations: annotations = try reader.stringMapIfPresent() ?? [:]
            case .ownerReferences: ownerReferences = try reader.arrayIfPresent() ?? []
            case .finalizers: finalizers = try reader.stringsIfPresent() ?? []
            }
        }
    }
}
