/// To whom a role is given.
public struct RoleSubject: Codable, Sendable, Hashable {
    /// `ServiceAccount`, `User` or `Group`.
    public var kind: String
    /// The name.
    public var name: String
    /// The namespace of a ServiceAccount.
    public var namespace: String?
    /// `rbac.authorization.k8s.io` for users and groups.
    public var apiGroup: String?

    /// Makes a subject.
    public init(kind: String, name: String, namespace: String? = nil, apiGroup: String? = nil) {
        self.kind = kind
        self.name = name
        self.namespace = namespace
        self.apiGroup = apiGroup
    }
}
