/// A BGP peer of Calico's nodes, as Calico stores it with the Kubernetes datastore.
///
/// See <https://docs.tigera.io/calico/latest/reference/resources/bgppeer>.
public struct BGPPeer: KubernetesObject, Hashable {
    public static let resource = ResourceType(
        group: "crd.projectcalico.org", kind: "BGPPeer", plural: "bgppeers", isNamespaced: false)
    public var metadata: ObjectMeta
    /// Who the peer is.
    public var spec: Spec?

    /// Makes a peer.
    public init(metadata: ObjectMeta, spec: Spec? = nil) {
        self.metadata = metadata
        self.spec = spec
    }

    /// Who a peer is.
    public struct Spec: Codable, Sendable, Hashable {
        /// The node that peers; absent means every node.
        public var node: String?
        /// The peer's address, with a port if it is not 179.
        public var peerIP: String?
        /// The peer's autonomous system.
        public var asNumber: Int?

        /// Makes a spec.
        public init(node: String? = nil, peerIP: String?, asNumber: Int?) {
            self.node = node
            self.peerIP = peerIP
            self.asNumber = asNumber
        }
    }
}
