import HTTPTransport
import KubernetesAPI

extension KubernetesConfiguration {
    /// The configuration of one context of a kubeconfig. Files that it names are read now, and again whenever they rotate.
    ///
    /// - Parameters:
    ///   - context: the context; `nil` takes the current one.
    ///   - directory: what relative file names in it are relative to.
    /// - Throws: ``KubernetesError/configuration(_:)`` that names what is missing or contradicts itself.
    public init(kubeconfig: Kubeconfig, context: String? = nil, directory: String = ".") throws {
        try self.init(kubeconfig: kubeconfig.resolvingPaths(in: directory), overrides: KubeconfigOverrides(context: context))
    }

    /// The configuration that a kubeconfig and a person's overrides give together. Files that it names are read now, and again whenever they rotate.
    ///
    /// - Throws: ``KubernetesError/configuration(_:)`` that names what is missing or contradicts itself.
    public init(kubeconfig: Kubeconfig, overrides: KubeconfigOverrides) throws {
        let choice = try Choice(kubeconfig, overrides)
        let (cluster, user) = (choice.cluster, choice.user)
        try Self.check(user, name: choice.userName)
        let verifies = cluster.insecureSkipTLSVerify != true
        guard verifies || (cluster.certificateAuthority ?? "").isEmpty && cluster.certificateAuthorityData == nil else {
            throw KubernetesError.configuration(
                "the cluster of \(cluster.server) has both a certificate-authority and insecure-skip-tls-verify; leave one of them out")
        }
        func file(_ path: String?, unless data: Base64Data?) -> String? { data == nil ? path.flatMap { $0.isEmpty ? nil : $0 } : nil }
        let files = TLSFiles(
            trustedAuthorities: file(cluster.certificateAuthority, unless: cluster.certificateAuthorityData),
            certificateChain: file(user.clientCertificate, unless: user.clientCertificateData),
            privateKey: file(user.clientKey, unless: user.clientKeyData))
        let tls = TLSMaterial(
            trustedAuthorities: try cluster.certificateAuthorityData?.bytes ?? files.trustedAuthorities.map(FileBytes.read),
            certificateChain: try user.clientCertificateData?.bytes ?? files.certificateChain.map(FileBytes.read),
            privateKey: try user.clientKeyData?.bytes ?? files.privateKey.map(FileBytes.read),
            verifiesServer: verifies)
        self.init(
            server: choice.overrides.server ?? cluster.server, tls: tls, credential: Self.credential(of: user),
            namespace: choice.namespace)
        self.tlsFiles = files
        self.tlsServerName = cluster.tlsServerName.flatMap { $0.isEmpty ? nil : $0 }
        self.acceptsCompression = cluster.disableCompression != true
        self.impersonation = overrides.impersonation ?? Self.impersonation(of: user)
        self.pluginConfiguration = cluster.extensions?.first { $0.name == "client.authentication.k8s.io/exec" }?.extension
        if let url = cluster.proxyURL, !url.isEmpty {
            do {
                self.proxy = try HTTPProxy(url: url)
            } catch let error as TransportError {
                throw KubernetesError.configuration(
                    "the cluster of \(cluster.server) has a proxy-url that cannot be used: \(error.message)")
            }
        }
        _ = try ServerURL(server)
    }

    private struct Choice {
        let cluster: Kubeconfig.Cluster
        let user: Kubeconfig.User
        let userName: String
        let namespace: String
        let overrides: KubeconfigOverrides

        init(_ kubeconfig: Kubeconfig, _ overrides: KubeconfigOverrides) throws {
            self.overrides = overrides
            let name = overrides.context ?? kubeconfig.currentContext ?? ""
            let known = kubeconfig.contexts.map(\.name).joined(separator: ", ")
            var context: Kubeconfig.Context?
            if !name.isEmpty {
                guard let found = kubeconfig.contexts.first(where: { $0.name == name }) else {
                    throw KubernetesError.configuration("the kubeconfig has no context \"\(name)\"; it has: \(known)")
                }
                context = found.value
            } else if overrides.cluster == nil {
                throw KubernetesError.configuration("the kubeconfig names no current-context; set one or name a context of: \(known)")
            }
            let clusterName = overrides.cluster ?? context?.cluster ?? ""
            guard let cluster = kubeconfig.clusters.first(where: { $0.name == clusterName })?.value else {
                throw KubernetesError.configuration(
                    overrides.cluster == nil
                        ? "context \"\(name)\" names cluster \"\(clusterName)\", which the kubeconfig lacks"
                        : "the kubeconfig has no cluster \"\(clusterName)\"")
            }
            userName = overrides.user ?? context?.user ?? ""
            if userName.isEmpty {
                user = Kubeconfig.User()
            } else if let found = kubeconfig.users.first(where: { [userName] in $0.name == userName })?.value {
                user = found
            } else {
                throw KubernetesError.configuration(
                    overrides.user == nil
                        ? "context \"\(name)\" names user \"\(userName)\", which the kubeconfig lacks"
                        : "the kubeconfig has no user \"\(userName)\"")
            }
            self.cluster = cluster
            namespace = overrides.namespace ?? context?.namespace.flatMap { $0.isEmpty ? nil : $0 } ?? "default"
        }
    }

    private static func check(_ user: Kubeconfig.User, name: String) throws {
        let place = "user \"\(name)\" of the kubeconfig"
        if user.authProvider != nil {
            throw KubernetesError.configuration("\(place) has an auth-provider, which Kubernetes has removed; use an exec plug-in")
        }
        if user.username != nil, user.token != nil || user.tokenFile != nil {
            throw KubernetesError.configuration("\(place) has both a token and a user name with a password; leave one of them out")
        }
        let hasCertificate = user.clientCertificate != nil || user.clientCertificateData != nil
        let hasKey = user.clientKey != nil || user.clientKeyData != nil
        if hasCertificate != hasKey {
            throw KubernetesError.configuration(
                "\(place) has a client-\(hasKey ? "key without a client-certificate" : "certificate without a client-key")")
        }
        if let exec = user.exec {
            if exec.command.isEmpty { throw KubernetesError.configuration("\(place) has an exec plug-in without a command") }
            guard ExecPlugin.versions.contains(exec.apiVersion ?? ExecPlugin.versions[0]) else {
                throw KubernetesError.configuration(
                    "\(place) has an exec plug-in of apiVersion \"\(exec.apiVersion ?? "")\"; known are: \(ExecPlugin.versions.joined(separator: ", "))"
                )
            }
        }
        if user.impersonatedUser == nil, user.impersonatedUID != nil || user.impersonatedGroups != nil || user.impersonatedExtra != nil {
            throw KubernetesError.configuration("\(place) has as-uid, as-groups or as-user-extra, but not \"as\"")
        }
    }

    private static func credential(of user: Kubeconfig.User) -> CredentialSource {
        if let path = user.tokenFile, !path.isEmpty { return user.token.map { .fileOrToken(path, token: $0) } ?? .file(path) }
        if let token = user.token, !token.isEmpty { return .token(token) }
        if let name = user.username { return .basic(user: name, password: user.password ?? "") }
        return user.exec.map { .exec($0) } ?? .none
    }

    private static func impersonation(of user: Kubeconfig.User) -> Impersonation? {
        user.impersonatedUser.map {
            Impersonation(
                user: $0, uid: user.impersonatedUID, groups: user.impersonatedGroups ?? [], extra: user.impersonatedExtra ?? [:])
        }
    }
}
