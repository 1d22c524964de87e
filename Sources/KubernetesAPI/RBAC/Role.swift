/// What may be done within a namespace.
public struct Role: KubernetesObject, Hashable {
    public static let resource = ResourceType(group: "rbac.authorization.k8s.io", kind: "Role", plural: "roles")
    public var metadata: ObjectMeta
    /// The rules; a role allows what any of them allows.
    public var rules: [PolicyRule]?

    /// Makes a role.
    public init(metadata: ObjectMeta, rules: [PolicyRule]?) {
        self.metadata = metadata
        self.rules = rules
    }
}
