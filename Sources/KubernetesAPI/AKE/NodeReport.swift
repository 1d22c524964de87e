/// What a load-balancer node serves, as it says itself (docs/node.md): the Ingresses, each in the generation that the table in its nginx was
/// computed from.
///
/// The node writes it, only when something of it has changed; the Ingress controller removes it when the node is gone.
public struct NodeReport: KubernetesObject, Hashable {
    public static let resource = ResourceType(group: AKE.group, version: AKE.version, kind: "NodeReport", plural: "nodereports")

    /// The metadata. The name is that of the node's BGPPeer, the namespace that of its stack.
    public var metadata: ObjectMeta
    /// The node's address on the cluster's network: one of the stack's output `server_addresses`.
    public var address: String
    /// The Ingresses, by namespace and name.
    public var ingresses: [Served]
    /// When the node wrote it, by its own clock.
    public var reportedAt: Timestamp?

    /// Makes a report.
    public init(metadata: ObjectMeta, address: String, ingresses: [Served], reportedAt: Timestamp? = nil) {
        self.metadata = metadata
        self.address = address
        self.ingresses = ingresses
        self.reportedAt = reportedAt
    }

    private enum CodingKeys: String, CodingKey {
        case metadata, address, ingresses, reportedAt
    }

    /// An Ingress as it is served.
    public struct Served: Codable, Sendable, Hashable {
        /// Its namespace.
        public var namespace: String
        /// Its name.
        public var name: String
        /// Its UID.
        public var uid: String
        /// The generation of its spec.
        public var generation: Int64

        /// Makes an entry.
        public init(namespace: String, name: String, uid: String, generation: Int64) {
            self.namespace = namespace
            self.name = name
            self.uid = uid
            self.generation = generation
        }
    }
}
