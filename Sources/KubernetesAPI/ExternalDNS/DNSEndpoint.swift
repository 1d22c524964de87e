/// Names that external-dns is to publish, whichever provider it is set up for.
///
/// See <https://kubernetes-sigs.github.io/external-dns/latest/docs/sources/crd/>.
public struct DNSEndpoint: KubernetesObject, Hashable {
    public static let resource = ResourceType(
        group: "externaldns.k8s.io", version: "v1alpha1", kind: "DNSEndpoint", plural: "dnsendpoints")
    public var metadata: ObjectMeta
    /// What should be.
    public var spec: Spec?
    /// What external-dns says; nil until it has seen the object.
    public var status: Status?

    /// Makes an object.
    public init(metadata: ObjectMeta, spec: Spec? = nil, status: Status? = nil) {
        self.metadata = metadata
        self.spec = spec
        self.status = status
    }

    /// What should be.
    public struct Spec: Codable, Sendable, Hashable {
        /// The names.
        public var endpoints: [Endpoint]?

        /// Makes a spec.
        public init(endpoints: [Endpoint]?) { self.endpoints = endpoints }
    }

    /// One name and what it leads to.
    public struct Endpoint: Codable, Sendable, Hashable {
        /// The name, without a dot at its end.
        public var dnsName: String
        /// How long others may keep the answer, in seconds.
        public var recordTTL: Int?
        /// `A`, `AAAA`, `CNAME`, ...
        public var recordType: String
        /// Addresses or names.
        public var targets: [String]

        /// Makes an endpoint.
        public init(dnsName: String, recordTTL: Int?, recordType: String, targets: [String]) {
            self.dnsName = dnsName
            self.recordTTL = recordTTL
            self.recordType = recordType
            self.targets = targets
        }
    }

    /// What external-dns says.
    public struct Status: Codable, Sendable, Hashable {
        /// The generation that it has acted on.
        public var observedGeneration: Int64?

        /// Makes a status.
        public init(observedGeneration: Int64? = nil) { self.observedGeneration = observedGeneration }
    }
}
