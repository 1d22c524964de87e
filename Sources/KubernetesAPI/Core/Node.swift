/// A machine of the cluster.
///
/// See <https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/node-v1/>.
public struct Node: KubernetesObject, Hashable {
    public static let resource = ResourceType(kind: "Node", plural: "nodes", isNamespaced: false)
    public var metadata: ObjectMeta
    /// What is wanted.
    public var spec: Spec?
    /// What is.
    public var status: Status?

    /// Makes a node.
    public init(metadata: ObjectMeta, spec: Spec? = nil, status: Status? = nil) {
        self.metadata = metadata
        self.spec = spec
        self.status = status
    }

    /// The first address of that type, `InternalIP` as a rule.
    public func address(_ type: String = "InternalIP") -> String? {
        status?.addresses?.first { $0.type == type }?.address
    }

    /// What is wanted of a node.
    public struct Spec: Codable, Sendable, Hashable {
        /// The range of its Pods' addresses.
        public var podCIDR: String?
        /// Whether it takes no new Pods.
        public var unschedulable: Bool?

        /// Makes a spec.
        public init(podCIDR: String? = nil, unschedulable: Bool? = nil) {
            self.podCIDR = podCIDR
            self.unschedulable = unschedulable
        }
    }

    /// What is.
    public struct Status: Codable, Sendable, Hashable {
        /// The node's addresses.
        public var addresses: [Address]?

        /// Makes a status.
        public init(addresses: [Address]? = nil) { self.addresses = addresses }
    }

    /// One address of a node.
    public struct Address: Codable, Sendable, Hashable {
        /// `InternalIP`, `ExternalIP`, `Hostname`, ...
        public var type: String
        /// The address.
        public var address: String

        /// Makes an address.
        public init(type: String, address: String) {
            self.type = type
            self.address = address
        }
    }
}
