import JSON

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

    /// Whether the server only says what it would do.
    public var dryRun: Bool
    /// Seconds that a Pod may take to end.
    public var gracePeriodSeconds: Int?
    /// What becomes of what it owns.
    public var propagationPolicy: PropagationPolicy?
    /// What must be true of the object, else the server refuses with 409.
    public var preconditions: Preconditions?

    private enum CodingKeys: String, CodingKey { case dryRun, gracePeriodSeconds, propagationPolicy, preconditions }

    /// Makes options.
    public init(
        gracePeriodSeconds: Int? = nil, propagationPolicy: PropagationPolicy? = nil, preconditions: Preconditions? = nil,
        dryRun: Bool = false
    ) {
        self.gracePeriodSeconds = gracePeriodSeconds
        self.propagationPolicy = propagationPolicy
        self.preconditions = preconditions
        self.dryRun = dryRun
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.dryRun = try values.decodeIfPresent([String].self, forKey: .dryRun)?.contains("All") ?? false
        self.gracePeriodSeconds = try values.decodeIfPresent(Int.self, forKey: .gracePeriodSeconds)
        self.propagationPolicy = try values.decodeIfPresent(PropagationPolicy.self, forKey: .propagationPolicy)
        self.preconditions = try values.decodeIfPresent(Preconditions.self, forKey: .preconditions)
    }

    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        if dryRun { try values.encode(["All"], forKey: .dryRun) }
        try values.encodeIfPresent(gracePeriodSeconds, forKey: .gracePeriodSeconds)
        try values.encodeIfPresent(propagationPolicy, forKey: .propagationPolicy)
        try values.encodeIfPresent(preconditions, forKey: .preconditions)
    }

    // Texts and whole numbers only: nothing here that JSON cannot say.
    var body: [UInt8] { (try? JSONWriter.encode(self)) ?? Array("{}".utf8) }
}
