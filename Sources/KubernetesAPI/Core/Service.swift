/// A Service: a name and ports for a set of Pods.
///
/// See <https://kubernetes.io/docs/reference/kubernetes-api/service-resources/service-v1/>.
public struct Service: KubernetesObject, Hashable {
    public static let resource = ResourceType(kind: "Service", plural: "services")
    public var metadata: ObjectMeta
    /// What is wanted.
    public var spec: Spec?

    /// Makes a Service.
    public init(metadata: ObjectMeta, spec: Spec? = nil) {
        self.metadata = metadata
        self.spec = spec
    }

    /// What is wanted of a Service.
    public struct Spec: Codable, Sendable, Hashable {
        /// `ClusterIP`, `NodePort`, `LoadBalancer` or `ExternalName`.
        public var type: String?
        /// The virtual address in the cluster; `None` for a headless Service.
        public var clusterIP: String?
        /// The name that an `ExternalName` Service stands for.
        public var externalName: String?
        /// The ports.
        public var ports: [Port]?
        /// The labels of its Pods; absent where the endpoints are kept by hand.
        public var selector: [String: String]?

        /// Makes a spec.
        public init(
            type: String? = nil, clusterIP: String? = nil, externalName: String? = nil, ports: [Port]? = nil,
            selector: [String: String]? = nil
        ) {
            self.type = type
            self.clusterIP = clusterIP
            self.externalName = externalName
            self.ports = ports
            self.selector = selector
        }
    }

    /// One port of a Service.
    public struct Port: Codable, Sendable, Hashable {
        /// The port's name; needed where there are several.
        public var name: String?
        /// The port of the Service, 1...65535.
        public var port: Int
        /// `TCP`, `UDP` or `SCTP`.
        public var `protocol`: String?
        /// The port of the Pods, by number or by name.
        public var targetPort: IntOrString?

        /// Makes a port.
        public init(name: String? = nil, port: Int, protocol: String? = nil, targetPort: IntOrString? = nil) {
            self.name = name
            self.port = port
            self.protocol = `protocol`
            self.targetPort = targetPort
        }
    }
}
