/// Asks for a token of a ServiceAccount, by its subresource `token`.
///
/// See <https://kubernetes.io/docs/reference/kubernetes-api/authentication-resources/token-request-v1/>.
public struct TokenRequest: Codable, Sendable {
    /// What is asked for.
    public var spec: Spec
    /// What was given.
    public var status: Status?

    /// Makes a request.
    public init(spec: Spec) { self.spec = spec }

    /// What is asked for.
    public struct Spec: Codable, Sendable, Hashable {
        /// For whom the token is; empty means the API server.
        public var audiences: [String]
        /// For how many seconds; at least 600. The server may choose otherwise.
        public var expirationSeconds: Int?
        /// The object with which the token dies.
        public var boundObjectRef: BoundObject?

        /// Makes a spec.
        public init(audiences: [String] = [], expirationSeconds: Int? = nil, boundObjectRef: BoundObject? = nil) {
            self.audiences = audiences
            self.expirationSeconds = expirationSeconds
            self.boundObjectRef = boundObjectRef
        }
    }

    /// The object with which a token dies: a Secret, a Pod or a Node.
    public struct BoundObject: Codable, Sendable, Hashable {
        /// The API version.
        public var apiVersion: String
        /// The kind.
        public var kind: String
        /// The name.
        public var name: String
        /// The UID.
        public var uid: String?

        /// Makes a reference.
        public init(apiVersion: String, kind: String, name: String, uid: String?) {
            self.apiVersion = apiVersion
            self.kind = kind
            self.name = name
            self.uid = uid
        }
    }

    /// What was given.
    public struct Status: Codable, Sendable, Hashable {
        /// The token; never to be logged.
        public var token: String
        /// When it expires.
        public var expirationTimestamp: Timestamp
    }
}
