/// What a role allows.
///
/// See <https://kubernetes.io/docs/reference/access-authn-authz/rbac/>.
public struct PolicyRule: Codable, Sendable, Hashable {
    /// The API groups; the core group is empty.
    public var apiGroups: [String]?
    /// The resources, `services` or with a subresource `serviceaccounts/token`.
    public var resources: [String]?
    /// Only objects of these names.
    public var resourceNames: [String]?
    /// `get`, `list`, `watch`, `create`, ...
    public var verbs: [String]

    /// Makes a rule.
    public init(apiGroups: [String]?, resources: [String]?, resourceNames: [String]? = nil, verbs: [String]) {
        self.apiGroups = apiGroups
        self.resources = resources
        self.resourceNames = resourceNames
        self.verbs = verbs
    }
}
