/// Gives a role to somebody within a namespace.
public struct RoleBinding: KubernetesObject, Hashable {
    public static let resource = ResourceType(group: "rbac.authorization.k8s.io", kind: "RoleBinding", plural: "rolebindings")
    public var metadata: ObjectMeta
    /// The role.
    public var roleRef: RoleReference
    /// To whom.
    public var subjects: [RoleSubject]?

    /// Makes a binding.
    public init(metadata: ObjectMeta, roleRef: RoleReference, subjects: [RoleSubject]?) {
        self.metadata = metadata
        self.roleRef = roleRef
        self.subjects = subjects
    }
}
