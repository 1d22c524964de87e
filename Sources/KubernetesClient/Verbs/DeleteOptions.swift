/// How an object is deleted.
///
/// See <https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/delete-options/>.
public struct DeleteOptions: Codable, Sendable, Hashable {
    /// What becomes of the objects that this one owns.
    public enum PropagationPolicy: String, Codable, Sendable {
        /// They go later, by the garbage collector.
        case background = "Background"
        /// They go first.
        case foreground = "Foreground"
        /// They stay.
        case orphan = "Orphan"
    }

    /// What must be true of the object.
    public struct Preconditions: Codable, Sendable, Hashable {
        /// Its UID.
        public var uid: String?
        /// Its version.
        public var resourceVersion: String?

        /// Makes preconditions.
        public init(uid: String? = nil, resourceVersion: String? = nil) {
            self.uid = uid
            self.resourceVersion = resourceVersion
        }
    }

    /// Seconds that a Pod may take to end.
    public var gracePeriodSeconds: Int?
    /// What becomes of what it owns.
    public var propagationPolicy: PropagationPolicy?
    /// What must be true of the object, else the server refuses with 409.
    public var preconditions: Preconditions?

    /// Makes options.
    public init(gracePeriodSeconds: Int? = nil, propagationPolicy: PropagationPolicy? = nil, preconditions: Preconditions? = nil) {
        self.gracePeriodSeconds = gracePeriodSeconds
        self.propagationPolicy = propagationPolicy
        self.preconditions = preconditions
    }
}
