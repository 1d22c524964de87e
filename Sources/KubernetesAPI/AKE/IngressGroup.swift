/// The Ingresses that share a stack, as the Ingress controller lists them for the stack's nodes (docs/ingress.md).
///
/// Only the controller writes it. It stands beside the group's HeatStack and goes when the last Ingress has left and the stack is gone.
public struct IngressGroup: KubernetesObject, Hashable {
    public static let resource = ResourceType(group: AKE.group, version: AKE.version, kind: "IngressGroup", plural: "ingressgroups")

    /// The metadata.
    public var metadata: ObjectMeta
    /// Who is in it.
    public var spec: Spec

    /// Makes a group.
    public init(metadata: ObjectMeta, spec: Spec) {
        self.metadata = metadata
        self.spec = spec
    }

    private enum CodingKeys: String, CodingKey {
        case metadata, spec
    }

    /// Who is in a group.
    public struct Spec: Codable, Sendable, Hashable {
        /// The LoadBalancerClass.
        public var loadBalancerClass: String
        /// The group's name, as the annotation has it.
        public var group: String
        /// The namespace to which it is confined; nil: all that the class admits.
        public var namespace: String?
        /// The Ingresses, the oldest first.
        public var members: [Member]

        /// Makes a spec.
        public init(loadBalancerClass: String, group: String, namespace: String? = nil, members: [Member]) {
            self.loadBalancerClass = loadBalancerClass
            self.group = group
            self.namespace = namespace
            self.members = members
        }
    }

    /// One Ingress.
    public struct Member: Codable, Sendable, Hashable {
        /// Its namespace.
        public var namespace: String
        /// Its name.
        public var name: String
        /// Its UID.
        public var uid: String

        /// Makes a member.
        public init(namespace: String, name: String, uid: String) {
            self.namespace = namespace
            self.name = name
            self.uid = uid
        }

        /// Namespace and name.
        public var key: ObjectKey { ObjectKey(namespace: namespace, name: name) }
    }
}
