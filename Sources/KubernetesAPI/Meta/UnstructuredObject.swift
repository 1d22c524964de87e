import JSON

/// An object of any kind, with all that it holds: for kinds that no Swift type is written for, or that are known only at run time.
///
/// What is not touched goes back to the server as it came, fields unknown here among it.
/// See <https://kubernetes.io/docs/reference/using-api/api-concepts/#standard-api-terminology>.
public struct UnstructuredObject: ObjectWithMetadata, Hashable, CustomStringConvertible {
    /// The object's metadata; what ``ObjectMeta`` has no field for, `managedFields` for instance, stays in ``content``.
    public var metadata: ObjectMeta
    private var members: JSONValue
    private var readMetadata: ObjectMeta

    /// Makes an object from its JSON.
    ///
    /// - Throws: `JSONError` when it is no object, or its metadata cannot be read.
    public init(_ content: JSONValue) throws(JSONError) {
        guard content.objectValue != nil else {
            throw JSONError(.mismatch, message: "expected an object, found \(content.kindDescription)")
        }
        let metadata: ObjectMeta
        do {
            metadata = try (content["metadata"] ?? [:]).decode(ObjectMeta.self)
        } catch {
            throw JSONError(error.code, path: error.path.isEmpty ? "metadata" : "metadata.\(error.path)", message: error.message)
        }
        self.metadata = metadata
        self.readMetadata = metadata
        self.members = content
    }

    /// Makes a new object of a kind.
    ///
    /// - Parameter content: its members besides `apiVersion`, `kind` and `metadata`.
    public init(_ type: ResourceType, metadata: ObjectMeta, content: JSONValue = [:]) {
        self.metadata = metadata
        self.readMetadata = ObjectMeta(name: "")
        self.members = content
        self.members["apiVersion"] = .string(type.apiVersion)
        self.members["kind"] = .string(type.kind)
        self.members["metadata"] = [:]
    }

    /// The whole object, ``metadata`` as it is now.
    public var content: JSONValue {
        guard metadata != readMetadata else { return members }
        var content = members
        var merged = content["metadata"]?.objectValue ?? [:]
        for name in Self.metadataFields { merged[name] = nil }
        // Texts, numbers and lists of them: nothing that JSON cannot say.
        let own = (try? JSONValue(encoding: metadata))?.objectValue ?? [:]
        content["metadata"] = .object(merged.merging(own) { $1 })
        return content
    }

    /// The API version, `apps/v1`; empty when the object does not say.
    public var apiVersion: String { members["apiVersion"]?.stringValue ?? "" }
    /// The kind, `Deployment`; empty when the object does not say.
    public var kind: String { members["kind"]?.stringValue ?? "" }

    /// A member of the object, `spec` for instance. `metadata` can be read here, but is written by ``metadata``.
    public subscript(member: String) -> JSONValue? {
        get { member == "metadata" ? content["metadata"] : members[member] }
        set { if member != "metadata" { members[member] = newValue } }
    }

    /// What stands at a path of members, `spec`, `replicas` for instance.
    public func value(at path: String...) -> JSONValue? {
        path.reduce(content) { value, member in value?[member] }
    }

    /// The object as a Swift type.
    ///
    /// - Throws: `JSONError` that names the field which does not fit.
    public func decode<Object: Decodable>(_ type: Object.Type) throws(JSONError) -> Object { try content.decode(type) }

    public init(from decoder: any Decoder) throws { try self.init(JSONValue(from: decoder)) }
    public func encode(to encoder: any Encoder) throws { try content.encode(to: encoder) }

    /// Kind and name, never what the object holds: it may be a Secret.
    public var description: String { "\(kind) \(key)" }

    public static func == (left: UnstructuredObject, right: UnstructuredObject) -> Bool { left.content == right.content }
    public func hash(into hasher: inout Hasher) { hasher.combine(content) }

    private static let metadataFields = [
        "name", "generateName", "namespace", "uid", "resourceVersion", "generation", "creationTimestamp", "deletionTimestamp", "labels",
        "annotations", "ownerReferences", "finalizers",
    ]
}
