/// The API's own description of a failed call.
///
/// See <https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/>.
public struct Status: Codable, Sendable, Hashable {
    /// Further words on the failure.
    public struct Details: Codable, Sendable, Hashable {
        /// One cause among several.
        public struct Cause: Codable, Sendable, Hashable {
            /// A machine-readable reason, `FieldManagerConflict`.
            public var reason: String?
            /// The cause for people.
            public var message: String?
            /// The field, `spec.replicas`.
            public var field: String?

            /// Makes a cause.
            public init(reason: String? = nil, message: String? = nil, field: String? = nil) {
                self.reason = reason
                self.message = message
                self.field = field
            }
        }

        /// The name of the object concerned.
        public var name: String?
        /// The API group of the object concerned.
        public var group: String?
        /// The plural (or kind) of the object concerned.
        public var kind: String?
        /// The UID of the object concerned.
        public var uid: String?
        /// Several causes.
        public var causes: [Cause]?
        /// Seconds to wait before trying again.
        public var retryAfterSeconds: Int?

        /// Makes details.
        public init(
            name: String? = nil, group: String? = nil, kind: String? = nil, uid: String? = nil, causes: [Cause]? = nil,
            retryAfterSeconds: Int? = nil
        ) {
            self.name = name
            self.group = group
            self.kind = kind
            self.uid = uid
            self.causes = causes
            self.retryAfterSeconds = retryAfterSeconds
        }
    }

    /// `Success` or `Failure`.
    public var status: String?
    /// The failure for people.
    public var message: String?
    /// A machine-readable reason: `NotFound`, `AlreadyExists`, `Conflict`, `Expired`, `Invalid`, ...
    public var reason: String?
    /// Further words.
    public var details: Details?
    /// The HTTP status.
    public var code: Int?
    /// The status' own metadata.
    public var metadata: Metadata?

    /// The metadata of a status: that of a list.
    public struct Metadata: Codable, Sendable, Hashable {
        /// With a 410 in mid-list: the token by which the list may go on at the present version.
        public var `continue`: String?

        /// Makes metadata.
        public init(continue token: String? = nil) { self.continue = token }
    }

    /// ``reason``, typed.
    public var statusReason: StatusReason? { reason.map(StatusReason.init(rawValue:)) }

    /// Makes a status.
    public init(status: String? = "Failure", message: String? = nil, reason: String? = nil, details: Details? = nil, code: Int? = nil) {
        self.status = status
        self.message = message
        self.reason = reason
        self.details = details
        self.code = code
    }
}
