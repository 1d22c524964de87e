/// A lease: who holds a right, and until when.
///
/// See <https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/lease-v1/>.
public struct Lease: KubernetesObject, Hashable {
    public static let resource = ResourceType(group: "coordination.k8s.io", kind: "Lease", plural: "leases")
    public var metadata: ObjectMeta
    /// Who holds it.
    public var spec: Spec?

    /// Makes a lease.
    public init(metadata: ObjectMeta, spec: Spec? = nil) {
        self.metadata = metadata
        self.spec = spec
    }

    /// Who holds a lease.
    public struct Spec: Codable, Sendable, Hashable {
        /// The holder; empty or absent when it was released.
        public var holderIdentity: String?
        /// Seconds after ``renewTime`` from which others may take it.
        public var leaseDurationSeconds: Int?
        /// When the holder took it.
        public var acquireTime: Timestamp?
        /// When the holder last renewed it.
        public var renewTime: Timestamp?
        /// How often it changed hands.
        public var leaseTransitions: Int?

        /// Makes a spec.
        public init(
            holderIdentity: String? = nil, leaseDurationSeconds: Int? = nil, acquireTime: Timestamp? = nil, renewTime: Timestamp? = nil,
            leaseTransitions: Int? = nil
        ) {
            self.holderIdentity = holderIdentity
            self.leaseDurationSeconds = leaseDurationSeconds
            self.acquireTime = acquireTime
            self.renewTime = renewTime
            self.leaseTransitions = leaseTransitions
        }
    }
}
