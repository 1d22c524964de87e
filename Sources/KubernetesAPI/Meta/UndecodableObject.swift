import JSON

/// An object that the server sent and that its Swift type cannot hold. It is told of apart, so that one such object never hides the others.
public struct UndecodableObject: Sendable, Hashable, Decodable {
    /// Namespace and name.
    public var key: ObjectKey
    /// Its version.
    public var resourceVersion: String?
    /// Which field cannot be read, and why.
    public var problem: String

    /// Makes one.
    public init(key: ObjectKey, resourceVersion: String?, problem: String) {
        self.key = key
        self.resourceVersion = resourceVersion
        self.problem = problem
    }

    private enum CodingKeys: String, CodingKey { case metadata }
    private struct Metadata: Decodable {
        var name: String?
        var namespace: String?
        var resourceVersion: String?
    }

    /// Reads what names the object, and nothing else of it.
    public init(from decoder: any Decoder) throws {
        let metadata = try decoder.container(keyedBy: CodingKeys.self).decode(Metadata.self, forKey: .metadata)
        self.init(
            key: ObjectKey(namespace: metadata.namespace, name: metadata.name ?? ""), resourceVersion: metadata.resourceVersion, problem: ""
        )
    }
}

/// An object, or why it cannot be read.
public enum LenientlyDecoded<Object: ObjectWithMetadata>: Sendable, Decodable {
    /// The object.
    case object(Object)
    /// What stands there is named, but is no such object.
    case undecodable(UndecodableObject)

    public init(from decoder: any Decoder) throws {
        do {
            self = .object(try Object(from: decoder))
        } catch {
            var named = try UndecodableObject(from: decoder)
            named.problem = JSONError(decoding: error).description
            self = .undecodable(named)
        }
    }
}
