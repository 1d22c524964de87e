/// A kind of object that a server serves, as discovery tells of it.
///
/// See <https://kubernetes.io/docs/concepts/overview/kubernetes-api/#discovery-api>.
public struct APIResource: Sendable, Hashable {
    /// Group, version, kind, plural name and scope.
    public var type: ResourceType
    /// The singular name, `ingress`; empty where the server gives none.
    public var singular: String
    /// Short names, `ing`.
    public var shortNames: [String]
    /// The categories, `all`.
    public var categories: [String]
    /// What may be done with it: `get`, `list`, `watch`, `create`, `update`, `patch`, `delete`, `deletecollection`.
    public var verbs: [String]
    /// Names of its subresources: `status`, `scale`.
    public var subresources: [String]

    /// Makes one.
    public init(
        type: ResourceType, singular: String = "", shortNames: [String] = [], categories: [String] = [], verbs: [String] = [],
        subresources: [String] = []
    ) {
        self.type = type
        self.singular = singular
        self.shortNames = shortNames
        self.categories = categories
        self.verbs = verbs
        self.subresources = subresources
    }
}
