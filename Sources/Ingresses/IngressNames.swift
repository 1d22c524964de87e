import KubernetesAPI

/// The names of everything that is made for a stack. They follow from the Ingress (or the group) alone, so that a lost answer never leads to
/// a second object.
public struct IngressNames: Sendable, Hashable {
    /// The label on every object that belongs to a stack: the UID of its Ingress, or of its group.
    public static let uidLabel = "\(AKE.group)/ingress-uid"
    /// The finalizer that keeps an Ingress until its stack and what belongs to it is gone.
    public static let finalizer = AKE.heatStackFinalizer
    /// The key of the kubeconfig in the Secret.
    public static let kubeconfigKey = "kubeconfig"
    /// The annotation on the Secret that says until when its token is good.
    public static let expiryAnnotation = "\(AKE.group)/token-expires"
    /// The annotation on a HeatStack that names its LoadBalancerClass.
    public static let classAnnotation = "\(AKE.group)/load-balancer-class"
    /// The annotation on a HeatStack that has the class' own number of nodes as the stack has taken it up.
    public static let classReplicasAnnotation = "\(AKE.group)/class-replicas"

    /// The namespace of the HeatStack, the Secret and the ServiceAccounts.
    public let namespace: String
    /// The name that HeatStack, ServiceAccount, Roles, RoleBindings and Secret share.
    public let shared: String
    /// What marks everything that belongs to the stack.
    public let uid: String
    /// The owner of what stands in its namespace; nil for a group, which several Ingresses own together.
    public let owner: OwnerReference?

    /// Derives the names of an Ingress with a stack of its own.
    public init(ingress: Ingress) {
        self.namespace = ingress.metadata.namespace ?? "default"
        self.shared = Self.shared(for: ingress.metadata.name)
        self.uid = ingress.metadata.uid ?? ""
        self.owner = ingress.ownerReference()
    }

    /// Names that somebody has derived otherwise.
    init(namespace: String, name: String, uid: String) {
        self.namespace = namespace
        self.shared = Self.shared(for: name)
        self.uid = uid
        self.owner = nil
    }

    /// The name of what reaches beyond namespaces: ClusterRole and ClusterRoleBinding.
    public var clusterRole: String { "ake-node-\(uid)" }
    /// The second ServiceAccount, by which nodes recover when the first one is deleted, and the other way round.
    public var standby: String { shared + "-standby" }
    /// The key of the HeatStack, and of what else is called like it.
    public var key: ObjectKey { ObjectKey(namespace: namespace, name: shared) }

    /// The name that a node gives its BGPPeer: `anlb-` and its host name, as cloud-init's part 15 does.
    ///
    /// - Parameter index: the node's place in the stack, from 0.
    public func peer(_ index: Int) -> String { "anlb-anlb-\(uid)-\(index)" }

    /// The metadata of an object that belongs to the stack.
    ///
    /// - Parameters:
    ///   - name: nil: the shared name.
    ///   - namespace: nil: the stack's.
    public func metadata(name: String? = nil, namespace: String? = nil) -> ObjectMeta {
        let namespace = namespace ?? self.namespace
        // An owner counts within its namespace only.
        let owners = namespace == self.namespace ? [owner].compactMap { $0 } : []
        return ObjectMeta(name: name ?? shared, namespace: namespace, labels: labels, ownerReferences: owners)
    }

    /// The labels of every object that belongs to the stack.
    var labels: [String: String] { [Self.uidLabel: uid, "app.kubernetes.io/managed-by": "ake-ingress-controller"] }

    /// Whether an object of one of these names is the stack's: by its owner where it has one, else by its labels.
    public func own(_ metadata: ObjectMeta) -> Bool {
        if let owner, metadata.namespace == namespace { return metadata.controllerReference?.uid == owner.uid }
        return !uid.isEmpty && labels.allSatisfy { metadata.labels[$0.key] == $0.value }
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
