/// Says which controller serves the Ingresses of a class, and with which parameters.
///
/// See <https://kubernetes.io/docs/reference/kubernetes-api/service-resources/ingress-class-v1/>.
public struct IngressClass: KubernetesObject, Hashable {
    public static let resource = ResourceType(
        group: "networking.k8s.io", kind: "IngressClass", plural: "ingressclasses", isNamespaced: false)
    /// The annotation that makes a class the default of the cluster.
    public static let defaultAnnotation = "ingressclass.kubernetes.io/is-default-class"
    public var metadata: ObjectMeta
    /// What the class is.
    public var spec: Spec?

    /// Makes a class.
    public init(metadata: ObjectMeta, spec: Spec? = nil) {
        self.metadata = metadata
        self.spec = spec
    }

    /// What a class is.
    public struct Spec: Codable, Sendable, Hashable {
        /// The controller's name.
        public var controller: String?
        /// The object that holds the class' parameters.
        public var parameters: Parameters?

        /// Makes a spec.
        public init(controller: String?, parameters: Parameters? = nil) {
            self.controller = controller
            self.parameters = parameters
        }
    }

    /// Points at the object that holds a class' parameters.
    public struct Parameters: Codable, Sendable, Hashable {
        /// The API group.
        public var apiGroup: String?
        /// The kind.
        public var kind: String
        /// The name.
        public var name: String
        /// `Cluster` or `Namespace`.
        public var scope: String?
        /// The namespace, for the scope `Namespace`.
        public var namespace: String?

        /// Makes a pointer.
        public init(apiGroup: String?, kind: String, name: String, scope: String? = nil, namespace: String? = nil) {
            self.apiGroup = apiGroup
            self.kind = kind
            self.name = name
            self.scope = scope
            self.namespace = namespace
        }
    }
}
