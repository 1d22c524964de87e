import KubernetesAPI

/// The identity of a stack's nodes in the cluster, and all that it may do: read the Ingresses that they serve and what these name, ask for
/// its own next token, see the cluster's nodes, keep its own BGPPeers and say what it serves. A test walks every verb and resource (`AccessMatrixTests`).
public struct NodeAccess: Sendable, Hashable {
    /// What nodes serve of a namespace.
    public struct Served: Sendable, Hashable {
        /// The Ingresses, by name.
        public var ingresses: [String]
        /// The Secrets of their certificates, by name.
        public var secrets: [String]

        /// Makes a choice.
        public init(ingresses: [String], secrets: [String] = []) {
            self.ingresses = ingresses
            self.secrets = secrets
        }

        /// What an Ingress needs.
        public init(_ ingresses: [Ingress]) {
            self.ingresses = ingresses.map(\.metadata.name).sorted()
            self.secrets = Set(ingresses.flatMap { ($0.spec?.tls ?? []).compactMap(\.secretName) }.filter { !$0.isEmpty }).sorted()
        }
    }

    /// Who the nodes are: two, so that each can bring back the other.
    public var serviceAccounts: [ServiceAccount]
    /// What they may do, one a namespace.
    public var roles: [Role]
    /// That they may.
    public var roleBindings: [RoleBinding]
    /// What they may do beyond namespaces. It has no owner, since an Ingress is in a namespace; the controller removes it.
    public var clusterRole: ClusterRole
    /// That they may.
    public var clusterRoleBinding: ClusterRoleBinding

    /// Derives the objects.
    ///
    /// - Parameters:
    ///   - served: by namespace.
    ///   - nodes: how many nodes there may be at most; each gets the right to one BGPPeer, and to one NodeReport of the same name.
    ///   - memberList: the IngressGroup that lists the Ingresses; nil for a stack of one.
    public init(names: IngressNames, served: [String: Served], nodes: Int, memberList: String? = nil) {
        let accounts = [names.shared, names.standby]
        let subjects = accounts.map { RoleSubject(kind: "ServiceAccount", name: $0, namespace: names.namespace) }
        self.serviceAccounts = accounts.map { ServiceAccount(metadata: names.metadata(name: $0), automountServiceAccountToken: false) }
        let own = (0..<max(1, nodes)).map(names.peer)
        let namespaces = Set(served.keys).union([names.namespace]).sorted()
        self.roles = namespaces.map { namespace in
            var rules = served[namespace].map { Self.reading($0) } ?? []
            if namespace == names.namespace {
                rules.append(
                    PolicyRule(apiGroups: [""], resources: ["serviceaccounts/token"], resourceNames: accounts, verbs: ["create"]))
                rules.append(
                    PolicyRule(
                        apiGroups: [AKE.group], resources: [NodeReport.resource.plural], resourceNames: own,
                        verbs: ["get", "create", "patch"]))
                if let memberList {
                    rules.append(
                        PolicyRule(
                            apiGroups: [AKE.group], resources: [IngressGroup.resource.plural], resourceNames: [memberList],
                            verbs: Self.reading))
                }
            }
            return Role(metadata: names.metadata(namespace: namespace), rules: rules)
        }
        self.roleBindings = namespaces.map { namespace in
            RoleBinding(
                metadata: names.metadata(namespace: namespace), roleRef: RoleReference(kind: "Role", name: names.shared), subjects: subjects
            )
        }
        let wide = ObjectMeta(
            name: names.clusterRole, labels: names.labels, annotations: ["\(AKE.group)/stack": names.key.description])
        self.clusterRole = ClusterRole(
            metadata: wide,
            rules: [
                PolicyRule(apiGroups: [""], resources: ["nodes"], verbs: Self.reading),
                PolicyRule(
                    apiGroups: [BGPPeer.resource.group], resources: ["bgppeers"], resourceNames: own,
                    verbs: ["get", "create", "patch"]),
            ])
        self.clusterRoleBinding = ClusterRoleBinding(
            metadata: wide, roleRef: RoleReference(kind: "ClusterRole", name: names.clusterRole), subjects: subjects)
    }

    private static let reading = ["get", "list", "watch"]

    private static func reading(_ served: Served) -> [PolicyRule] {
        var rules = [
            PolicyRule(apiGroups: ["networking.k8s.io"], resources: ["ingresses"], resourceNames: served.ingresses, verbs: reading),
            PolicyRule(apiGroups: [""], resources: ["services"], verbs: reading),
            PolicyRule(apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: reading),
        ]
        if !served.secrets.isEmpty {
            // Not list and watch: nobody may give what he has not, and the controller is not to list the cluster's Secrets.
            rules.append(PolicyRule(apiGroups: [""], resources: ["secrets"], resourceNames: served.secrets, verbs: ["get"]))
        }
        return rules
    }
}
