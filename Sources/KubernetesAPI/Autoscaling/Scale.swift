/// The number of replicas of an object, in one form for all kinds that have one.
///
/// See <https://kubernetes.io/docs/reference/kubernetes-api/autoscaling-resources/scale-v1/>.
public struct Scale: ObjectWithMetadata, Hashable {
    /// What is wanted.
    public struct Spec: Codable, Sendable, Hashable {
        /// How many replicas; the server leaves out 0.
        public var replicas: Int?

        /// Makes a spec.
        public init(replicas: Int? = nil) { self.replicas = replicas }
    }

    /// What is.
    public struct Status: Codable, Sendable, Hashable {
        /// How many replicas there are; the server may leave out 0.
        public var replicas: Int?
        /// The label selector of the replicas, as a list call takes it.
        public var selector: String?

        /// Makes a status.
        public init(replicas: Int? = nil, selector: String? = nil) {
            self.replicas = replicas
            self.selector = selector
        }
    }

    public var metadata: ObjectMeta
    /// What is wanted.
    public var spec: Spec?
    /// What is.
    public var status: Status?

    /// Makes a scale.
    public init(metadata: ObjectMeta, spec: Spec? = nil, status: Status? = nil) {
        self.metadata = metadata
        self.spec = spec
        self.status = status
    }
}
