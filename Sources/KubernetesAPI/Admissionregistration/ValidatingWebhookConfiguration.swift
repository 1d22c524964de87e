/// Which webhooks the API server asks before it accepts a change. Only what is needed to keep `caBundle` is here.
///
/// See <https://kubernetes.io/docs/reference/kubernetes-api/extend-resources/validating-webhook-configuration-v1/>.
public struct ValidatingWebhookConfiguration: KubernetesObject, Hashable {
    public static let resource = ResourceType(
        group: "admissionregistration.k8s.io", kind: "ValidatingWebhookConfiguration", plural: "validatingwebhookconfigurations",
        isNamespaced: false)
    public var metadata: ObjectMeta
    /// The webhooks.
    public var webhooks: [Webhook]?

    /// Makes a configuration.
    public init(metadata: ObjectMeta, webhooks: [Webhook]?) {
        self.metadata = metadata
        self.webhooks = webhooks
    }

    /// One webhook.
    public struct Webhook: Codable, Sendable, Hashable {
        /// The webhook's name.
        public var name: String
        /// How it is reached.
        public var clientConfig: ClientConfig

        /// Makes a webhook.
        public init(name: String, clientConfig: ClientConfig) {
            self.name = name
            self.clientConfig = clientConfig
        }
    }

    /// How a webhook is reached.
    public struct ClientConfig: Codable, Sendable, Hashable {
        /// The certificate authority to trust, PEM.
        public var caBundle: Base64Data?
        /// A URL, where the webhook runs outside the cluster.
        public var url: String?
        /// A Service, where it runs inside.
        public var service: ServiceReference?

        /// Makes a configuration.
        public init(caBundle: Base64Data? = nil, url: String? = nil, service: ServiceReference? = nil) {
            self.caBundle = caBundle
            self.url = url
            self.service = service
        }
    }

    /// A Service that answers a webhook.
    public struct ServiceReference: Codable, Sendable, Hashable {
        /// Its namespace.
        public var namespace: String
        /// Its name.
        public var name: String
        /// The path.
        public var path: String?
        /// The port; 443 unless said.
        public var port: Int?

        /// Makes a reference.
        public init(namespace: String, name: String, path: String? = nil, port: Int? = nil) {
            self.namespace = namespace
            self.name = name
            self.path = path
            self.port = port
        }
    }
}
