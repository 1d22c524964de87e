extension ObjectMeta {
    private enum CodingKeys: String, CodingKey {
        case name, generateName, namespace, uid, resourceVersion, generation, creationTimestamp, deletionTimestamp
        case labels, annotations, ownerReferences, finalizers
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            name: try values.decodeIfPresent(String.self, forKey: .name) ?? "",
            namespace: try values.decodeIfPresent(String.self, forKey: .namespace),
            generateName: try values.decodeIfPresent(String.self, forKey: .generateName),
            uid: try values.decodeIfPresent(String.self, forKey: .uid),
            resourceVersion: try values.decodeIfPresent(String.self, forKey: .resourceVersion),
            generation: try values.decodeIfPresent(Int64.self, forKey: .generation),
            creationTimestamp: try values.decodeIfPresent(Timestamp.self, forKey: .creationTimestamp),
            deletionTimestamp: try values.decodeIfPresent(Timestamp.self, forKey: .deletionTimestamp),
            labels: try values.decodeIfPresent([String: String].self, forKey: .labels) ?? [:],
            annotations: try values.decodeIfPresent([String: String].self, forKey: .annotations) ?? [:],
            ownerReferences: try values.decodeIfPresent([OwnerReference].self, forKey: .ownerReferences) ?? [],
            finalizers: try values.decodeIfPresent([String].self, forKey: .finalizers) ?? [])
    }

    public func encode(to encoder: any Encoder) throws {
        let parts = MetadataParts(packed)
        var values = encoder.container(keyedBy: CodingKeys.self)
        if !name.isEmpty { try values.encode(name, forKey: .name) }
        try values.encodeIfPresent(parts.generateName, forKey: .generateName)
        try values.encodeIfPresent(namespace, forKey: .namespace)
        try values.encodeIfPresent(parts.uid, forKey: .uid)
        try values.encodeIfPresent(resourceVersion, forKey: .resourceVersion)
        try values.encodeIfPresent(parts.generation, forKey: .generation)
        try values.encodeIfPresent(parts.creationTimestamp, forKey: .creationTimestamp)
        try values.encodeIfPresent(parts.deletionTimestamp, forKey: .deletionTimestamp)
        if !parts.labels.isEmpty { try values.encode(parts.labels, forKey: .labels) }
        if !parts.annotations.isEmpty { try values.encode(parts.annotations, forKey: .annotations) }
        if !parts.ownerReferences.isEmpty { try values.encode(parts.ownerReferences, forKey: .ownerReferences) }
        if !parts.finalizers.isEmpty { try values.encode(parts.finalizers, forKey: .finalizers) }
    }
}
