import JSON
import KubernetesAPI

extension Kubeconfig {
    /// How an API server is reached and trusted.
    ///
    /// See <https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/#Cluster>.
    public struct Cluster: Codable, Sendable {
        /// The URL.
        public var server: String
        /// The authority to trust, PEM; it comes before ``certificateAuthority``.
        public var certificateAuthorityData: Base64Data?
        /// The file with the authority to trust; it is read again as it rotates.
        public var certificateAuthority: String?
        /// Whether the server's certificate is not verified.
        public var insecureSkipTLSVerify: Bool?
        /// Another name than the URL's that the server's certificate has to be for.
        public var tlsServerName: String?
        /// The proxy to connect through, before what the environment says: `http://proxy:3128`, `socks5://proxy:1080`.
        public var proxyURL: String?
        /// Whether answers are not to be compressed.
        public var disableCompression: Bool?
        /// What other programs keep here; `client.authentication.k8s.io/exec` is passed on to credential plug-ins.
        public var extensions: [Extension]?

        /// What another program keeps in a kubeconfig.
        public struct Extension: Codable, Sendable, Hashable {
            /// Whose it is.
            public var name: String
            /// What it is.
            public var `extension`: JSONValue?
        }

        private enum CodingKeys: String, CodingKey {
            case server, extensions
            case certificateAuthorityData = "certificate-authority-data"
            case certificateAuthority = "certificate-authority"
            case insecureSkipTLSVerify = "insecure-skip-tls-verify"
            case tlsServerName = "tls-server-name"
            case proxyURL = "proxy-url"
            case disableCompression = "disable-compression"
        }

        /// Makes a cluster.
        public init(
            server: String, certificateAuthorityData: Base64Data? = nil, certificateAuthority: String? = nil,
            insecureSkipTLSVerify: Bool? = nil, tlsServerName: String? = nil, proxyURL: String? = nil, disableCompression: Bool? = nil
        ) {
            self.server = server
            self.certificateAuthorityData = certificateAuthorityData
            self.certificateAuthority = certificateAuthority
            self.insecureSkipTLSVerify = insecureSkipTLSVerify
            self.tlsServerName = tlsServerName
            self.proxyURL = proxyURL
            self.disableCompression = disableCompression
        }

        func resolvingPaths(in directory: String) -> Cluster {
            var resolved = self
            resolved.certificateAuthority = Kubeconfig.resolved(certificateAuthority, in: directory)
            return resolved
        }
    }
}
