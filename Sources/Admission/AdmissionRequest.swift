import JSON

/// What the API server asks a webhook: may this change be made?
///
/// See <https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#request>.
public struct AdmissionRequest: Codable, Sendable, Hashable {
    /// What is done to the object.
    public enum Operation: String, Codable, Sendable, Hashable {
        /// It is created.
        case create = "CREATE"
        /// It is changed.
        case update = "UPDATE"
        /// It is deleted.
        case delete = "DELETE"
        /// A connection to it is opened.
        case connect = "CONNECT"
    }

    /// The kind of an object.
    public struct Kind: Codable, Sendable, Hashable {
        /// The API group; empty for the core group.
        public var group: String
        /// The version.
        public var version: String
        /// The kind.
        public var kind: String

        /// Makes a kind.
        public init(group: String, version: String, kind: String) {
            self.group = group
            self.version = version
            self.kind = kind
        }
    }

    /// Who asks for the change.
    public struct User: Codable, Sendable, Hashable {
        /// The user's name, `system:serviceaccount:ake-system:ake-controller`.
        public var username: String?
        /// The groups.
        public var groups: [String]?

        /// Makes a user.
        public init(username: String? = nil, groups: [String]? = nil) {
            self.username = username
            self.groups = groups
        }
    }

    /// The identity of the question, repeated in the answer.
    public var uid: String
    /// The object's kind.
    public var kind: Kind
    /// The subresource that is written, `status` or `scale`; nil for the object itself.
    public var subResource: String?
    /// The object's name; may be absent when the server is to make one up.
    public var name: String?
    /// The object's namespace, if its kind has one.
    public var namespace: String?
    /// What is done.
    public var operation: Operation
    /// Who asks.
    public var userInfo: User?
    /// The object as it would be; nil for a deletion.
    public var object: JSONValue?
    /// The object as it is; nil for a creation.
    public var oldObject: JSONValue?
    /// Whether nothing will be kept. Policies have no side effects, so they do not ask.
    public var dryRun: Bool?

    /// Makes a request.
    public init(
        uid: String, kind: Kind, subResource: String? = nil, name: String? = nil, namespace: String? = nil, operation: Operation,
        userInfo: User? = nil, object: JSONValue? = nil, oldObject: JSONValue? = nil, dryRun: Bool? = nil
    ) {
        self.uid = uid
        self.kind = kind
        self.subResource = subResource
        self.name = name
        self.namespace = namespace
        self.operation = operation
        self.userInfo = userInfo
        self.object = object
        self.oldObject = oldObject
        self.dryRun = dryRun
    }
}
