/// What may be done in the whole cluster.
///
/// See <https://kubernetes.io/docs/reference/kubernetes-api/authorization-resources/cluster-role-v1/>.
public struct ClusterRole: KubernetesObject, Hashable {
    public static let resource = ResourceType(
        group: "rbac.authorization.k8s.io", kind: "ClusterRole", plural: "clusterroles", isNamespaced: false)
    public var metadata: ObjectMeta
    /// The rules; a role allows what any of them allows.
    public var rules: [PolicyRule]?

    /// Makes a role.
    public init(metadata: ObjectMeta, rules: [PolicyRule]?) {
        self.metadata = metadata
        self.rules = rules
    }
}
