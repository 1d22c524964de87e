import HTTPTransport
import JSON
import KubernetesAPI

/// Everything that is needed to call an API server.
public struct KubernetesConfiguration: Sendable {
    /// The server's URL without a slash at its end.
    public var server: String
    /// What to trust, and the client certificate if there is one.
    public var tls: TLSMaterial
    /// The files that ``tls`` was read from, and is read from again as they rotate.
    public var tlsFiles = TLSFiles()
    /// How often ``tlsFiles`` are looked at, at most: before a call, when it was last done so long ago.
    public var tlsFilesInterval: Duration = .seconds(10)
    /// Another name than the URL's that the server's certificate has to be for.
    public var tlsServerName: String?
    /// Where the credential of a call comes from, beside a client certificate.
    public var credential: CredentialSource
    /// The namespace of the context.
    public var namespace: String
    /// What the calls say of their sender.
    public var userAgent: String
    /// The proxy to connect through.
    public var proxy: HTTPProxy?
    /// Whom the calls act as, if not as the caller.
    public var impersonation: Impersonation?
    /// Whether answers may be compressed.
    public var acceptsCompression = true
    /// What a credential plug-in is told beyond the server's address: the kubeconfig's extension `client.authentication.k8s.io/exec`.
    public var pluginConfiguration: JSONValue?

    /// Makes a configuration.
    public init(
        server: String, tls: TLSMaterial = TLSMaterial(), credential: CredentialSource = .none, namespace: String = "default",
        userAgent: String = "ake-ingress"
    ) {
        self.server = server.hasSuffix("/") ? String(server.dropLast()) : server
        self.tls = tls
        self.credential = credential
        self.namespace = namespace
        self.userAgent = userAgent
    }

    /// The configuration of a Pod: the files of its ServiceAccount, which are read again as they rotate, and the variables that Kubernetes sets.
    ///
    /// See <https://kubernetes.io/docs/tasks/run-application/access-api-from-pod/>.
    ///
    /// - Throws: ``KubernetesError/configuration(_:)`` outside a cluster.
    public static func inCluster(
        environment: [String: String],
        directory: String = "/var/run/secrets/kubernetes.io/serviceaccount"
    ) throws -> KubernetesConfiguration {
        guard let host = environment["KUBERNETES_SERVICE_HOST"], let port = environment["KUBERNETES_SERVICE_PORT"] else {
            throw KubernetesError.configuration(
                "this is not a Pod: KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not set; give --kubeconfig or set KUBECONFIG")
        }
        let namespace = String(decoding: try FileBytes.read("\(directory)/namespace"), as: UTF8.self)
        var configuration = KubernetesConfiguration(
            server: "https://\(host.contains(":") ? "[\(host)]" : host):\(port)",
            tls: TLSMaterial(trustedAuthorities: try FileBytes.read("\(directory)/ca.crt")),
            credential: .file("\(directory)/token"), namespace: namespace.filter { !$0.isWhitespace })
        configuration.tlsFiles.trustedAuthorities = "\(directory)/ca.crt"
        return configuration
    }

    /// What a credential plug-in is told of the cluster when its configuration asks for it.
    ///
    /// See <https://kubernetes.io/docs/reference/config-api/client-authentication.v1/#client-authentication-k8s-io-v1-Cluster>.
    var clusterInfo: JSONValue {
        var cluster: JSONValue = ["server": .string(server), "insecure-skip-tls-verify": .bool(!tls.verifiesServer)]
        if let tlsServerName { cluster["tls-server-name"] = .string(tlsServerName) }
        if let authorities = tls.trustedAuthorities { cluster["certificate-authority-data"] = .string(Base64Data(authorities).base64) }
        if let proxy { cluster["proxy-url"] = .string("\(proxy)") }
        if !acceptsCompression { cluster["disable-compression"] = true }
        if let pluginConfiguration { cluster["config"] = pluginConfiguration }
        return cluster
    }
}
