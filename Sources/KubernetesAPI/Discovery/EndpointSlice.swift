/// A part of a Service's endpoints.
///
/// See <https://kubernetes.io/docs/reference/kubernetes-api/service-resources/endpoint-slice-v1/>.
public struct EndpointSlice: KubernetesObject, Hashable {
    public static let resource = ResourceType(group: "discovery.k8s.io", kind: "EndpointSlice", plural: "endpointslices")
    /// The label that names the Service.
    public static let serviceNameLabel = "kubernetes.io/service-name"
    public var metadata: ObjectMeta
    /// `IPv4`, `IPv6` or `FQDN`.
    public var addressType: String
    /// The endpoints.
    public var endpoints: [Endpoint]?
    /// The ports, by the names of the Service's ports.
    public var ports: [Port]?

    /// Makes a slice.
    public init(metadata: ObjectMeta, addressType: String = "IPv4", endpoints: [Endpoint]? = nil, ports: [Port]? = nil) {
        self.metadata = metadata
        self.addressType = addressType
        self.endpoints = endpoints
        self.ports = ports
    }

    /// The name of the Service that the slice belongs to.
    public var serviceName: String? { metadata.labels[Self.serviceNameLabel] }

    /// One endpoint.
    public struct Endpoint: Codable, Sendable, Hashable {
        /// Its addresses; all lead to the same Pod.
        public var addresses: [String]
        /// Whether it may be used.
        public var conditions: Conditions?
        /// The object behind it, a Pod as a rule.
        public var targetRef: ObjectReference?
        /// The node it runs on.
        public var nodeName: String?
        /// The zone it runs in.
        public var zone: String?

        /// Makes an endpoint.
        public init(
            addresses: [String], conditions: Conditions? = nil, targetRef: ObjectReference? = nil, nodeName: String? = nil,
            zone: String? = nil
        ) {
            self.addresses = addresses
            self.conditions = conditions
            self.targetRef = targetRef
            self.nodeName = nodeName
            self.zone = zone
        }
    }

    /// Whether an endpoint may be used; absent values count as the API reference says.
    public struct Conditions: Codable, Sendable, Hashable {
        /// Ready for requests; absent means unknown, to be taken as true.
        public var ready: Bool?
        /// Ready, whether terminating or not.
        public var serving: Bool?
        /// Being deleted.
        public var terminating: Bool?

        /// Makes conditions.
        public init(ready: Bool? = nil, serving: Bool? = nil, terminating: Bool? = nil) {
            self.ready = ready
            self.serving = serving
            self.terminating = terminating
        }
    }

    /// One port.
    public struct Port: Codable, Sendable, Hashable {
        /// The name of the Service's port; empty where it has none.
        public var name: String?
        /// The number on the endpoints; absent means all ports.
        public var port: Int?
        /// `TCP` unless said.
        public var `protocol`: String?

        /// Makes a port.
        public init(name: String? = nil, port: Int? = nil, protocol: String? = nil) {
            self.name = name
            self.port = port
            self.protocol = `protocol`
        }
    }
}
