/// What a person says beside the kubeconfig: kubectl's flags `--context`, `--cluster`, `--user`, `--namespace`, `--server` and `--as`.
public struct KubeconfigOverrides: Sendable, Hashable {
    /// The context to use in place of the current one.
    public var context: String?
    /// The cluster to use in place of the context's.
    public var cluster: String?
    /// The user to use in place of the context's.
    public var user: String?
    /// The namespace to use in place of the context's.
    public var namespace: String?
    /// The server's URL to use in place of the cluster's.
    public var server: String?
    /// The user to act as in place of the kubeconfig's.
    public var impersonation: Impersonation?

    /// Makes overrides; what is `nil` stays as the kubeconfig says.
    public init(
        context: String? = nil, cluster: String? = nil, user: String? = nil, namespace: String? = nil, server: String? = nil,
        impersonation: Impersonation? = nil
    ) {
        self.context = context
        self.cluster = cluster
        self.user = user
        self.namespace = namespace
        self.server = server
        self.impersonation = impersonation
    }
}
