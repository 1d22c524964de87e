/// An Ingress: which hosts and paths lead to which Services.
///
/// See <https://kubernetes.io/docs/reference/kubernetes-api/service-resources/ingress-v1/>.
public struct Ingress: KubernetesObject, Hashable {
    public static let resource = ResourceType(group: "networking.k8s.io", kind: "Ingress", plural: "ingresses")
    public var metadata: ObjectMeta
    private var packed: PackedIngress

    /// Makes an Ingress.
    public init(metadata: ObjectMeta, spec: Spec? = nil, status: Status? = nil) {
        self.metadata = metadata
        self.packed = PackedIngress(spec: spec, status: status)
    }

    private enum CodingKeys: String, CodingKey { case metadata, spec, status }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            metadata: try values.decode(ObjectMeta.self, forKey: .metadata), spec: try values.decodeIfPresent(Spec.self, forKey: .spec),
            status: try values.decodeIfPresent(Status.self, forKey: .status))
    }

    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(metadata, forKey: .metadata)
        try values.encodeIfPresent(spec, forKey: .spec)
        try values.encodeIfPresent(status, forKey: .status)
    }

    /// What is wanted. It is kept packed, a tenth of its size as values, and unpacked each time: ask once, or ask for ``className`` only.
    public var spec: Spec? {
        get { packed.spec }
        set { packed = PackedIngress(spec: newValue, status: status) }
    }

    /// What is; kept as ``spec`` is.
    public var status: Status? {
        get { packed.status }
        set { packed = PackedIngress(spec: spec, status: newValue) }
    }

    /// The class that the spec names.
    public var className: String? { packed.className }

    /// What is wanted of an Ingress.
    public struct Spec: Codable, Sendable, Hashable {
        /// The IngressClass that is to serve it.
        public var ingressClassName: String?
        /// Where requests go that no rule matches.
        public var defaultBackend: Backend?
        /// The rules.
        public var rules: [Rule]?
        /// The certificates.
        public var tls: [TLS]?

        /// Makes a spec.
        public init(ingressClassName: String? = nil, defaultBackend: Backend? = nil, rules: [Rule]? = nil, tls: [TLS]? = nil) {
            self.ingressClassName = ingressClassName
            self.defaultBackend = defaultBackend
            self.rules = rules
            self.tls = tls
        }
    }

    /// What leads somewhere for one host.
    public struct Rule: Codable, Sendable, Hashable {
        /// The host, exact or with a wildcard for its first label; absent means every host.
        public var host: String?
        /// The paths; a rule may have none.
        public var http: HTTPRule?

        /// Makes a rule.
        public init(host: String? = nil, http: HTTPRule? = nil) {
            self.host = host
            self.http = http
        }
    }

    /// The paths of a rule.
    public struct HTTPRule: Codable, Sendable, Hashable {
        /// The paths; the API asks for at least one.
        public var paths: [Path]?

        /// Makes the paths of a rule.
        public init(paths: [Path]?) { self.paths = paths }
    }

    /// One path of a rule.
    public struct Path: Codable, Sendable, Hashable {
        /// The path; absent means all.
        public var path: String?
        /// `Exact`, `Prefix` or `ImplementationSpecific`.
        public var pathType: String?
        /// Where it leads.
        public var backend: Backend

        /// Makes a path.
        public init(path: String?, pathType: String?, backend: Backend) {
            self.path = path
            self.pathType = pathType
            self.backend = backend
        }
    }

    /// Where requests go: a Service or another resource.
    public struct Backend: Codable, Sendable, Hashable {
        /// A Service of the Ingress' own namespace.
        public var service: ServiceBackend?
        /// Another object; not served here.
        public var resource: ObjectReference?

        /// Makes a backend.
        public init(service: ServiceBackend? = nil, resource: ObjectReference? = nil) {
            self.service = service
            self.resource = resource
        }
    }

    /// A Service and one of its ports.
    public struct ServiceBackend: Codable, Sendable, Hashable {
        /// The Service's name.
        public var name: String
        /// The port, by name or by number.
        public var port: Port?

        /// Makes a Service backend.
        public init(name: String, port: Port?) {
            self.name = name
            self.port = port
        }

        /// A port by name or by number.
        public struct Port: Codable, Sendable, Hashable {
            /// The port's name.
            public var name: String?
            /// The port's number.
            public var number: Int?

            /// Makes a port.
            public init(name: String? = nil, number: Int? = nil) {
                self.name = name
                self.number = number
            }
        }
    }

    /// The certificate for some hosts.
    public struct TLS: Codable, Sendable, Hashable {
        /// The hosts; empty means those of the rules.
        public var hosts: [String]?
        /// The Secret of type `kubernetes.io/tls`.
        public var secretName: String?

        /// Makes a certificate entry.
        public init(hosts: [String]? = nil, secretName: String? = nil) {
            self.hosts = hosts
            self.secretName = secretName
        }
    }

    /// What is.
    public struct Status: Codable, Sendable, Hashable {
        /// Where the Ingress can be reached.
        public var loadBalancer: LoadBalancer?

        /// Makes a status.
        public init(loadBalancer: LoadBalancer? = nil) { self.loadBalancer = loadBalancer }
    }

    /// Where an Ingress can be reached.
    public struct LoadBalancer: Codable, Sendable, Hashable {
        /// The addresses.
        public var ingress: [Point]?

        /// Makes a list of addresses.
        public init(ingress: [Point]? = nil) { self.ingress = ingress }

        /// One address.
        public struct Point: Codable, Sendable, Hashable {
            /// An IP address.
            public var ip: String?
            /// A DNS name.
            public var hostname: String?
            /// The ports that answer there.
            public var ports: [PortStatus]?

            /// Makes an address.
            public init(ip: String? = nil, hostname: String? = nil, ports: [PortStatus]? = nil) {
                self.ip = ip
                self.hostname = hostname
                self.ports = ports
            }

            /// One port.
            public struct PortStatus: Codable, Sendable, Hashable {
                /// The number.
                public var port: Int
                /// `TCP`, `UDP` or `SCTP`.
                public var `protocol`: String

                /// Makes a port.
                public init(port: Int, protocol: String = "TCP") {
                    self.port = port
                    self.protocol = `protocol`
                }
            }
        }
    }
}
