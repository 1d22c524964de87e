/// Where objects of a kind live in the API: group, version, plural name, scope.
///
/// See <https://kubernetes.io/docs/reference/using-api/api-concepts/#standard-api-terminology>.
public struct ResourceType: Sendable, Hashable {
    /// The API group; empty for the core group.
    public var group: String
    /// The version, `v1`.
    public var version: String
    /// The kind, `Ingress`.
    public var kind: String
    /// The plural in URLs, `ingresses`.
    public var plural: String
    /// Whether objects live in namespaces.
    public var isNamespaced: Bool

    /// Makes a resource type.
    public init(group: String = "", version: String = "v1", kind: String, plural: String, isNamespaced: Bool = true) {
        self.group = group
        self.version = version
        self.kind = kind
        self.plural = plural
        self.isNamespaced = isNamespaced
    }

    /// `v1`, or `group/version`.
    public var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }

    /// The path of the collection, or of one object in it, below the server's root; each part percent-encoded.
    public func path(namespace: String? = nil, name: String? = nil, subresource: String? = nil) -> String {
        var path = group.isEmpty ? "/api/\(version)" : "/apis/\(group)/\(version)"
        if isNamespaced, let namespace {
            path += "/namespaces/\(percentEncoded(namespace))"
        }
        path += "/\(plural)"
        if let name {
            path += "/\(percentEncoded(name))"
        }
        if let subresource {
            path += "/\(subresource)"
        }
        return path
    }
}
