import HTTPTransport

/// Everything that is needed to call an API server.
public struct KubernetesConfiguration: Sendable {
    /// The server's URL without a slash at its end.
    public var server: String
    /// What to trust, and the client certificate if there is one.
    public var tls: TLSMaterial
    /// Where bearer tokens come from.
    public var credential: CredentialSource
    /// The namespace of the context.
    public var namespace: String
    /// What the calls say of their sender.
    public var userAgent: String

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

    /// The configuration of one context of a kubeconfig; files that it names are read now, token files again whenever they change.
    ///
    /// - Parameters:
    ///   - directory: what relative file names in it are relative to.
    /// - Throws: ``KubernetesError/configuration(_:)``.
    public init(kubeconfig: Kubeconfig, context name: String? = nil, directory: String = ".") throws {
        guard let name = name ?? kubeconfig.currentContext, !name.isEmpty else {
            throw KubernetesError.configuration("the kubeconfig names no current-context; set one or name a context")
        }
        guard let context = kubeconfig.contexts.first(where: { $0.name == name })?.value else {
            let known = kubeconfig.contexts.map(\.name).joined(separator: ", ")
            throw KubernetesError.configuration("the kubeconfig has no context \"\(name)\"; it has: \(known)")
        }
        guard let cluster = kubeconfig.clusters.first(where: { $0.name == context.cluster })?.value else {
            throw KubernetesError.configuration("context \"\(name)\" names cluster \"\(context.cluster)\", which the kubeconfig lacks")
        }
        guard let user = kubeconfig.users.first(where: { $0.name == context.user })?.value else {
            throw KubernetesError.configuration("context \"\(name)\" names user \"\(context.user)\", which the kubeconfig lacks")
        }
        func file(_ path: String?) throws -> [UInt8]? {
            try path.map { try FileBytes.read($0.hasPrefix("/") ? $0 : "\(directory)/\($0)") }
        }
        let tls = TLSMaterial(
            trustedAuthorities: try cluster.certificateAuthorityData?.bytes ?? file(cluster.certificateAuthority),
            certificateChain: try user.clientCertificateData?.bytes ?? file(user.clientCertificate),
            privateKey: try user.clientKeyData?.bytes ?? file(user.clientKey),
            verifiesServer: cluster.insecureSkipTLSVerify != true)
        let credential: CredentialSource =
            if let path = user.tokenFile {
                .file(path.hasPrefix("/") ? path : "\(directory)/\(path)")
            } else if let token = user.token {
                .token(token)
            } else if let exec = user.exec {
                .exec(exec)
            } else {
                .none
            }
        self.init(server: cluster.server, tls: tls, credential: credential, namespace: context.namespace ?? "default")
    }

    /// The configuration of a Pod: the files of its ServiceAccount and the variables that Kubernetes sets.
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
        return KubernetesConfiguration(
            server: "https://\(host.contains(":") ? "[\(host)]" : host):\(port)",
            tls: TLSMaterial(trustedAuthorities: try FileBytes.read("\(directory)/ca.crt")),
            credential: .file("\(directory)/token"), namespace: namespace.filter { !$0.isWhitespace })
    }
}
