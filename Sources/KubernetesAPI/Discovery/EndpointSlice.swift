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
    /// The ports, by the names of the Service's ports.
    public var ports: [Port]?
    var packedEndpoints: PackedEndpoints?

    /// Makes a slice.
    public init(metadata: ObjectMeta, addressType: String = "IPv4", endpoints: [Endpoint]? = nil, ports: [Port]? = nil) {
        self.metadata = metadata
        self.addressType = addressType
        self.ports = ports
        self.packedEndpoints = endpoints.map { PackedEndpoints($0) }
    }

    init(metadata: ObjectMeta, addressType: String, packedEndpoints: PackedEndpoints?, ports: [Port]?) {
        self.metadata = metadata
        self.addressType = addressType
        self.ports = ports
        self.packedEndpoints = packedEndpoints
    }

    /// The endpoints. They are kept packed, a tenth of their size as values, and unpacked each time: ask once, or ask for
    /// ``addresses(where:)`` only.
    public var endpoints: [Endpoint]? {
        get { packedEndpoints?.all }
        set { packedEndpoints = newValue.map { PackedEndpoints($0) } }
    }

    /// The addresses of the endpoints whose conditions please, in order; an endpoint without conditions has none that are set.
    public func addresses(where isWanted: (Conditions) -> Bool = { _ in true }) -> [String] {
        packedEndpoints?.addresses(where: isWanted) ?? []
    }

    /// The name of the Service that the slice belongs to.
    public var serviceName: String? { metadata.label(Self.serviceNameLabel) }

    /// One endpoint.
    public struct Endpoint: Codable, Sendable, Hashable {
        /// Its addresses; all lead to the same Pod.
        public var addresses: [String]
        /// Whether it may be used.
        public var conditions: Conditions?
        /// The object behind it, a Pod as a rule. A slice keeps its kind, namespace and name, and nothing else of it.
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
