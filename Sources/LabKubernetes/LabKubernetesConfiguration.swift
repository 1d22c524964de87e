/// How a ``LabKubernetes`` is started.
public struct LabKubernetesConfiguration: Sendable {
    /// What a server makes of `sendInitialEvents` in a watch.
    /// <https://kubernetes.io/docs/reference/using-api/api-concepts/#streaming-lists>
    public enum InitialEvents: Sendable {
        /// It sends them, and a bookmark after them.
        case served
        /// It refuses the watch with 422, as one whose feature gate `WatchList` is off.
        case refused
        /// It does not know the option: objects come where no version or 0 is named, and no bookmark after them.
        case ignored
    }

    /// The address to listen on.
    public var host = "127.0.0.1"
    /// The port to listen on; 0 takes a free one.
    public var port = 0
    /// Names and addresses for the server's certificate, besides the address listened on.
    public var hosts: [String] = []
    /// Where certificates, the kubeconfig and all objects are kept; nil keeps everything in memory.
    public var stateDirectory: String?
    /// Where else to write the administrator's kubeconfig.
    public var kubeconfigFile: String?
    /// How many writes a watch may lie behind before it is answered with 410.
    public var historyLimit = 10_000
    /// How many changes may wait on a watch whose client does not read before its connection is ended.
    public var watchBacklogLimit = 10_000
    /// Whether answers over 128 KiB are compressed for clients that accept gzip, as the API server does.
    public var compressesAnswers = true
    /// Whether the server shows webhooks a client certificate of its own authority, for `kube-apiserver`.
    public var showsCertificateToWebhooks = false
    /// How often a watch that allows them gets a bookmark.
    public var bookmarkInterval: Duration = .seconds(60)
    /// The shortest life of a ServiceAccount token that may be asked for; Kubernetes' own is 600 s, tests of expiry want less.
    public var minimumTokenSeconds: Int64 = 600
    /// What the server makes of `sendInitialEvents`.
    public var initialEvents = InitialEvents.served
    /// How many requests ``LabKubernetes/requests`` remembers.
    public var requestLogLimit = 20_000
    /// How many threads serve.
    public var threads = 2

    /// The defaults: memory only, on a free port of the loopback interface.
    public init() {}
}
