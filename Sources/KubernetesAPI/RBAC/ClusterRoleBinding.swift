/// Gives a cluster role to somebody in the whole cluster.
public struct ClusterRoleBinding: KubernetesObject, Hashable {
    public static let resource = ResourceType(
        group: "rbac.authorization.k8s.io", kind: "ClusterRoleBinding", plural: "clusterrolebindings", isNamespaced: false)
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
