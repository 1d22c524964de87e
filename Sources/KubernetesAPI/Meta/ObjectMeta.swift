/// The metadata of an object; `managedFields` is left out on purpose, it is large and no controller reads it.
///
/// Name, namespace and version are at hand. The rest is kept in one small block of bytes, and read from there each time it is asked for: keep
/// what you need twice, and ask for one label by ``label(_:)``, one annotation by ``annotation(_:)``.
///
/// See <https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/object-meta/>.
public struct ObjectMeta: Codable, Sendable, Hashable {
    /// The name; empty when the server is to make one from ``generateName``.
    public var name: String
    /// The namespace; `nil` for cluster-scoped kinds.
    public var namespace: String?
    /// The version of this object; opaque.
    public var resourceVersion: String?
    var packed: PackedMetadata

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
        self.resourceVersion = resourceVersion
        var parts = MetadataParts()
        parts.generateName = generateName
        parts.uid = uid
        parts.generation = generation
        parts.creationTimestamp = creationTimestamp
        parts.deletionTimestamp = deletionTimestamp
        parts.labels = labels
        parts.annotations = annotations
        parts.ownerReferences = ownerReferences
        parts.finalizers = finalizers
        packed = parts.packed
    }

    init(name: String, namespace: String?, resourceVersion: String?, packed: PackedMetadata) {
        self.name = name
        self.namespace = namespace
        self.resourceVersion = resourceVersion
        self.packed = packed
    }

    /// The prefix from which the server makes a name.
    public var generateName: String? {
        get {
            var reader = packed.find(.generateName)
            return reader?.string()
        }
        set { change { $0.generateName = newValue } }
    }

    /// The identity of this object for all time.
    public var uid: String? {
        get { packed.uid }
        set { change { $0.uid = newValue } }
    }

    /// Grows with each change of the desired state.
    public var generation: Int64? {
        get {
            var reader = packed.find(.generation)
            return reader?.signed()
        }
        set { change { $0.generation = newValue } }
    }

    /// When the object was created.
    public var creationTimestamp: Timestamp? {
        get { packed.find(.creationTimestamp).map { Timestamp(unpacking: $0) } }
        set { change { $0.creationTimestamp = newValue } }
    }

    /// Set when the object is being deleted.
    public var deletionTimestamp: Timestamp? {
        get { packed.find(.deletionTimestamp).map { Timestamp(unpacking: $0) } }
        set { change { $0.deletionTimestamp = newValue } }
    }

    /// Labels.
    public var labels: [String: String] {
        get { packed.map(.labels) }
        set { change { $0.labels = newValue } }
    }

    /// Annotations.
    public var annotations: [String: String] {
        get { packed.map(.annotations) }
        set { change { $0.annotations = newValue } }
    }

    /// Owners; the object is garbage-collected when all are gone.
    public var ownerReferences: [OwnerReference] {
        get { packed.find(.ownerReferences) == nil ? [] : MetadataParts(packed).ownerReferences }
        set { change { $0.ownerReferences = newValue } }
    }

    /// What must be removed before the object goes.
    public var finalizers: [String] {
        get { packed.find(.finalizers) == nil ? [] : MetadataParts(packed).finalizers }
        set { change { $0.finalizers = newValue } }
    }

    /// The value of one label.
    public func label(_ key: String) -> String? { packed.value(of: key, in: .labels) }

    /// The value of one annotation.
    public func annotation(_ key: String) -> String? { packed.value(of: key, in: .annotations) }

    /// Whether somebody asked for the object's deletion.
    public var isBeingDeleted: Bool { packed.find(.deletionTimestamp) != nil }

    /// Whether both are of the same object, not of two that had the same name one after the other.
    public func hasSameUID(as other: ObjectMeta) -> Bool { packed.hasSameUID(as: other.packed) }

    /// The owner that controls this object, if any.
    public var controllerReference: OwnerReference? { ownerReferences.first { $0.controller == true } }

    private mutating func change(_ body: (inout MetadataParts) -> Void) {
        var parts = MetadataParts(packed)
        body(&parts)
        packed = parts.packed
    }
}
