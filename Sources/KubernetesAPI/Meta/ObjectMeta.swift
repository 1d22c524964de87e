/// The metadata of an object; `managedFields` is left out on purpose, it is large and no controller reads it.
///
/// See <https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/object-meta/>.
public struct ObjectMeta: Codable, Sendable, Hashable {
    /// The name; empty when the server is to make one from ``generateName``.
    public var name: String
    /// The prefix from which the server makes a name.
    public var generateName: String?
    /// The namespace; `nil` for cluster-scoped kinds.
    public var namespace: String?
    /// The identity of this object for all time.
    public var uid: String?
    /// The version of this object; opaque.
    public var resourceVersion: String?
    /// Grows with each change of the desired state.
    public var generation: Int64?
    /// When the object was created.
    public var creationTimestamp: Timestamp?
    /// Set when the object is being deleted.
    public var deletionTimestamp: Timestamp?
    /// Labels.
    public var labels: [String: String]
    /// Annotations.
    public var annotations: [String: String]
    /// Owners; the object is garbage-collected when all are gone.
    public var ownerReferences: [OwnerReference]
    /// What must be removed before the object goes.
    public var finalizers: [String]

    /// Makes metadata.
    public init(
        name: String,
        namespace: String? = nil,
        generateName: String? = nil,
        uid: String? = nil,
        resourceVersion: String? = nil,
        generation: Int64? = nil,
        creationTimestamp: Timestamp? = nil,
        deletionTimestamp: Timestamp? = nil,
        labels: [String: String] = [:],
        annotations: [String: String] = [:],
        ownerReferences: [OwnerReference] = [],
        finalizers: [String] = []
    ) {
        self.name = name
        self.namespace = namespace
        self.generateName = generateName
        self.uid = uid
        self.resourceVersion = resourceVersion
        self.generation = generation
        self.creationTimestamp = creationTimestamp
        self.deletionTimestamp = deletionTimestamp
        self.labels = labels
        self.annotations = annotations
        self.ownerReferences = ownerReferences
        self.finalizers = finalizers
    }

    /// Whether somebody asked for the object's deletion.
    public var isBeingDeleted: Bool { deletionTimestamp != nil }

    /// The owner that controls this object, if any.
    public var controllerReference: OwnerReference? { ownerReferences.first { $0.controller == true } }

    private enum CodingKeys: String, CodingKey {
        case name, generateName, namespace, uid, resourceVersion, generation, creationTimestamp, deletionTimestamp
        case labels, annotations, ownerReferences, finalizers
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.name = try values.decodeIfPresent(String.self, forKey: .name) ?? ""
        self.generateName = try values.decodeIfPresent(String.self, forKey: .generateName)
        self.namespace = try values.decodeIfPresent(String.self, forKey: .namespace)
        self.uid = try values.decodeIfPresent(String.self, forKey: .uid)
        self.resourceVersion = try values.decodeIfPresent(String.self, forKey: .resourceVersion)
        self.generation = try values.decodeIfPresent(Int64.self, forKey: .generation)
        self.creationTimestamp = try values.decodeIfPresent(Timestamp.self, forKey: .creationTimestamp)
        self.deletionTimestamp = try values.decodeIfPresent(Timestamp.self, forKey: .deletionTimestamp)
        self.labels = try values.decodeIfPresent([String: String].self, forKey: .labels) ?? [:]
        self.annotations = try values.decodeIfPresent([String: String].self, forKey: .annotations) ?? [:]
        self.ownerReferences = try values.decodeIfPresent([OwnerReference].self, forKey: .ownerReferences) ?? []
        self.finalizers = try values.decodeIfPresent([String].self, forKey: .finalizers) ?? []
    }

    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        if !name.isEmpty { try values.encode(name, forKey: .name) }
        try values.encodeIfPresent(generateName, forKey: .generateName)
        try values.encodeIfPresent(namespace, forKey: .namespace)
        try values.encodeIfPresent(uid, forKey: .uid)
        try values.encodeIfPresent(resourceVersion, forKey: .resourceVersion)
        try values.encodeIfPresent(generation, forKey: .generation)
        try values.encodeIfPresent(creationTimestamp, forKey: .creationTimestamp)
        try values.encodeIfPresent(deletionTimestamp, forKey: .deletionTimestamp)
        if !labels.isEmpty { try values.encode(labels, forKey: .labels) }
        if !annotations.isEmpty { try values.encode(annotations, forKey: .annotations) }
        if !ownerReferences.isEmpty { try values.encode(ownerReferences, forKey: .ownerReferences) }
        if !finalizers.isEmpty { try values.encode(finalizers, forKey: .finalizers) }
    }
}
