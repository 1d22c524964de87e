import JSON

/// The parts of `metadata` that every Kubernetes object has.
extension JSONValue {
    var apiVersion: String { at("apiVersion")?.text ?? "" }
    var kind: String { at("kind")?.text ?? "" }
    var name: String { at("metadata", "name")?.text ?? "" }
    var namespace: String { at("metadata", "namespace")?.text ?? "" }
    var uid: String { at("metadata", "uid")?.text ?? "" }
    var resourceVersion: String { at("metadata", "resourceVersion")?.text ?? "" }
    /// The resource version as a number; 0 when there is none.
    var revision: Int64 { Int64(resourceVersion) ?? 0 }
    var generation: Int64 { at("metadata", "generation")?.whole ?? 0 }
    var labels: [String: String] { at("metadata", "labels")?.textMembers ?? [:] }
    var annotations: [String: String] { at("metadata", "annotations")?.textMembers ?? [:] }
    var finalizers: [String] { at("metadata", "finalizers")?.textElements ?? [] }
    var ownerReferences: [JSONValue] { at("metadata", "ownerReferences")?.elements ?? [] }
    var isTerminating: Bool { at("metadata", "deletionTimestamp") != nil }

    /// The key under which the object is stored.
    var key: ObjectKey { ObjectKey(namespace: namespace, name: name) }

    /// Sets the finalizers, and takes the member away when none is left.
    mutating func setFinalizers(_ finalizers: [String]) {
        set(finalizers.isEmpty ? nil : .array(finalizers.map { .string($0) }), at: "metadata", "finalizers")
    }

    /// The object without what changes at every write and says nothing about its content.
    var content: JSONValue {
        var copy = self
        copy.set(nil, at: "metadata", "resourceVersion")
        copy.set(nil, at: "metadata", "managedFields")
        return copy
    }
}
