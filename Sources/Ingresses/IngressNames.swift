import KubernetesAPI

/// The names of everything that is made for an Ingress. They follow from the Ingress alone, so that a lost answer never leads to a second object.
public struct IngressNames: Sendable, Hashable {
    /// The label on cluster-scoped objects that belong to an Ingress, which cannot have it as their owner.
    public static let uidLabel = "\(AKE.group)/ingress-uid"
    /// The finalizer that keeps an Ingress until its stack and what belongs to it is gone.
    public static let finalizer = AKE.heatStackFinalizer
    /// The ClusterRole that every node gets: it reads Nodes and keeps its own BGPPeer (deploy/rbac/node.yaml).
    public static let nodeClusterRole = "ake-node"
    /// The key of the kubeconfig in the Secret.
    public static let kubeconfigKey = "kubeconfig"
    /// The annotation on the Secret that says until when its token is good.
    public static let expiryAnnotation = "\(AKE.group)/token-expires"

    /// The namespace of the Ingress.
    public let namespace: String
    /// The name that HeatStack, ServiceAccount, Role, RoleBinding and Secret share.
    public let shared: String
    /// The name of the ClusterRoleBinding.
    public let clusterRoleBinding: String

    /// Derives the names.
    public init(ingress: Ingress) {
        self.namespace = ingress.metadata.namespace ?? "default"
        self.shared = Self.shared(for: ingress.metadata.name)
        self.clusterRoleBinding = "ake-node-\(ingress.metadata.uid ?? ingress.metadata.name)"
    }

    private static let suffix = "-anlb"

    // A ServiceAccount's name may have 63 characters less than an Ingress' 253 once it stands in a host name or a label; a longer one is
    // cut and kept apart by a digest.
    private static func shared(for name: String) -> String {
        guard name.utf8.count + suffix.utf8.count > 63 else { return name + suffix }
        var digest: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in name.utf8 { digest = (digest ^ UInt64(byte)) &* 0x100_0000_01b3 }
        let mark = String(digest, radix: 36)
        var kept = name.prefix(63 - suffix.count - mark.count - 1)
        // A dot must not stand before a hyphen. (A hyphen may, and names once given stay.)
        while kept.last == "." { kept.removeLast() }
        return "\(kept)-\(mark)\(suffix)"
    }
}
