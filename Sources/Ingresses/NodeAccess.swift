import JSON
import KubernetesAPI

/// The identity of an Ingress' nodes in the cluster, and all that it may do: read the Ingress' namespace, ask for its own next token.
/// What reaches beyond the namespace (Nodes, its own BGPPeer) comes by the ClusterRole `ake-node`.
public struct NodeAccess: Sendable {
    /// Who the nodes are.
    public var serviceAccount: ServiceAccount
    /// What they may do in the namespace.
    public var role: Role
    /// That they may.
    public var roleBinding: RoleBinding
    /// What they may do beyond it. It has no owner, since the Ingress is in a namespace; the controller removes it.
    public var clusterRoleBinding: ClusterRoleBinding

    /// Derives the objects.
    public init(ingress: Ingress) {
        let names = IngressNames(ingress: ingress)
        let metadata = Self.metadata(for: ingress)
        let subject = RoleSubject(kind: "ServiceAccount", name: names.shared, namespace: names.namespace)
        self.serviceAccount = ServiceAccount(metadata: metadata, automountServiceAccountToken: false)
        let reading = ["get", "list", "watch"]
        self.role = Role(
            metadata: metadata,
            rules: [
                PolicyRule(apiGroups: ["networking.k8s.io"], resources: ["ingresses"], verbs: reading),
                PolicyRule(apiGroups: [""], resources: ["services"], verbs: reading),
                PolicyRule(apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: reading),
                PolicyRule(
                    apiGroups: [""], resources: ["serviceaccounts/token"], resourceNames: [names.shared], verbs: ["create"]),
            ])
        self.roleBinding = RoleBinding(
            metadata: metadata, roleRef: RoleReference(kind: "Role", name: names.shared), subjects: [subject])
        self.clusterRoleBinding = ClusterRoleBinding(
            metadata: ObjectMeta(
                name: names.clusterRoleBinding, labels: metadata.labels,
                annotations: ["\(AKE.group)/ingress": ingress.key.description]),
            roleRef: RoleReference(kind: "ClusterRole", name: IngressNames.nodeClusterRole), subjects: [subject])
    }

    /// The metadata of an object that the Ingress owns.
    public static func metadata(for ingress: Ingress) -> ObjectMeta {
        let names = IngressNames(ingress: ingress)
        return ObjectMeta(
            name: names.shared, namespace: names.namespace,
            labels: [
                IngressNames.uidLabel: ingress.metadata.uid ?? "",
                "app.kubernetes.io/managed-by": "ake-ingress-controller",
            ],
            ownerReferences: [ingress.ownerReference()])
    }
}
