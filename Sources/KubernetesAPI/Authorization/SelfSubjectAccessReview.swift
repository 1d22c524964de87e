/// Asks whether the caller may do something.
///
/// See <https://kubernetes.io/docs/reference/kubernetes-api/authorization-resources/self-subject-access-review-v1/>.
public struct SelfSubjectAccessReview: Codable, Sendable, Hashable {
    /// Where it is created.
    public static let resource = ResourceType(
        group: "authorization.k8s.io", kind: "SelfSubjectAccessReview", plural: "selfsubjectaccessreviews", isNamespaced: false)

    /// What is asked.
    public struct Spec: Codable, Sendable, Hashable {
        /// May the caller do this to objects?
        public var resourceAttributes: ResourceAttributes?
        /// May the caller do this to a path that is no resource?
        public var nonResourceAttributes: NonResourceAttributes?

        /// Asks about objects.
        public init(_ attributes: ResourceAttributes) { self.resourceAttributes = attributes }

        /// Asks about a path.
        public init(_ attributes: NonResourceAttributes) { self.nonResourceAttributes = attributes }
    }

    /// An act on objects; what is `nil` means any.
    public struct ResourceAttributes: Codable, Sendable, Hashable {
        /// `get`, `list`, `watch`, `create`, `update`, `patch`, `delete`, `deletecollection`, or `*`.
        public var verb: String
        /// The API group; empty for the core group.
        public var group: String?
        /// The plural name.
        public var resource: String
        /// The subresource.
        public var subresource: String?
        /// The namespace; `nil` means all, or none for kinds of the cluster.
        public var namespace: String?
        /// The object's name.
        public var name: String?

        /// Asks about the kind that a resource type names.
        public init(_ verb: String, _ type: ResourceType, subresource: String? = nil, namespace: String? = nil, name: String? = nil) {
            self.verb = verb
            self.group = type.group
            self.resource = type.plural
            self.subresource = subresource
            self.namespace = namespace
            self.name = name
        }
    }

    /// An act on a path that is no resource, `/metrics` for instance.
    public struct NonResourceAttributes: Codable, Sendable, Hashable {
        /// `get`, `post`, ..., or `*`.
        public var verb: String
        /// The path.
        public var path: String

        /// Asks about a path.
        public init(_ verb: String, path: String) {
            self.verb = verb
            self.path = path
        }
    }

    /// The answer.
    public struct Status: Codable, Sendable, Hashable {
        /// Whether the caller may.
        public var allowed: Bool
        /// Whether it is forbidden outright, whatever other authorizers would say.
        public var denied: Bool?
        /// Why.
        public var reason: String?
        /// What went wrong while the server made up its mind.
        public var evaluationError: String?
    }

    /// What is asked.
    public var spec: Spec
    /// The answer.
    public var status: Status?
}
