import Crypto
import JSON
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import ServiceLifecycle
import SystemPackage

/// A stand-in for a Kubernetes API server: the real protocol over real TLS, good enough for kubectl and our controllers.
///
/// What it is not: no scheduler, no kubelet, no controllers but garbage collection and namespaces; protocol buffers in answers, HTTP/2,
/// aggregation, conversion webhooks, quotas and audit are left out; Pods, Deployments and Nodes
/// are stored without validation of their contents.
public final class LabKubernetes: Service {
    /// `https://host:port`.
    public let url: String
    /// The port listened on.
    public let port: Int
    /// The certificate authority, PEM.
    public let caPEM: String
    /// The administrator's certificate, PEM: user `kubernetes-admin`, group `system:masters`.
    public let adminCertificatePEM: String
    /// The key of ``adminCertificatePEM``, PEM.
    public let adminKeyPEM: String
    /// A bearer token with the same rights.
    public let adminToken: String
    /// The administrator's kubeconfig: JSON, which is YAML too.
    public let kubeconfig: [UInt8]

    let service: APIService
    private let authority: Authority
    private let group: MultiThreadedEventLoopGroup
    private let listener: any Channel
    let connections: ConnectionSet
    private let housekeeper: Housekeeper
    private let journal: Journal?

    private init(_ configuration: LabKubernetesConfiguration, _ group: MultiThreadedEventLoopGroup) async throws {
        let hosts =
            ["localhost", "127.0.0.1", "::1", "kubernetes", "kubernetes.default", "kubernetes.default.svc", configuration.host]
            + configuration.hosts
        var objects: [(GroupResource, JSONValue)] = []
        var revision: Int64 = 1
        if let directory = configuration.stateDirectory {
            try FileBytes.makeDirectory(FilePath(directory))
            authority = try AuthorityFiles.open(FilePath(directory), hosts: hosts)
            let (opened, memory) = try Journal.open(directory: FilePath(directory))
            journal = opened
            revision = memory.revision
            for (resource, stored) in memory.objects { objects += stored.values.map { (resource, $0) } }
        } else {
            authority = try Authority.make(hosts: hosts)
            journal = nil
        }
        let store = ResourceStore(objects: objects, revision: revision, historyLimit: max(1, configuration.historyLimit), journal: journal)
        let admin = UserInfo(name: "kubernetes-admin", groups: ["system:masters", "system:authenticated"])
        service = APIService(
            store: store,
            authenticator: Authenticator(
                staticTokens: [authority.adminToken: admin],
                tokens: ServiceAccountTokens(key: try P256.Signing.PrivateKey(pemRepresentation: authority.tokenKey))),
            faults: FaultInjector(), log: RequestLog(limit: configuration.requestLogLimit),
            webhooks: WebhookCaller(
                group: group,
                identity: configuration.showsCertificateToWebhooks ? try authority.issueClient(name: "kube-apiserver", groups: []) : nil),
            configuration: configuration)
        for object in BootstrapObjects.all(authority: authority.authority.certificate) { try Seeding.seed(object, into: service) }
        self.group = group
        housekeeper = Housekeeper(service: service, eventLoop: group.next())
        try housekeeper.start()

        let tls = try Self.tls(authority)
        let connections = ConnectionSet()
        let service = self.service
        let (components, attoseconds) = configuration.bookmarkInterval.components
        let interval = TimeAmount.nanoseconds(components * 1_000_000_000 + attoseconds / 1_000_000_000)
        listener = try await ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                connections.add(channel)
                return channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandler(NIOSSLServerHandler(context: tls))
                    try pipeline.configureHTTPServerPipeline(withPipeliningAssistance: true, withErrorHandling: true)
                    if service.configuration.compressesAnswers {
                        try pipeline.addHandler(GzipOnly())
                        try pipeline.addHandler(GzipOnly.compressor())
                    }
                    try pipeline.addHandler(ConnectionHandler(service: service, bookmarkInterval: interval))
                }
            }
            .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
            .childChannelOption(.writeBufferWaterMark, value: .init(low: 256 * 1024, high: 1024 * 1024))
            .bind(host: configuration.host, port: configuration.port).get()
        self.connections = connections
        port = listener.localAddress?.port ?? configuration.port
        let shown = ["0.0.0.0", "::"].contains(configuration.host) ? "127.0.0.1" : configuration.host
        url = "https://\(shown):\(port)"
        caPEM = authority.authority.certificate
        adminCertificatePEM = authority.admin.certificate
        adminKeyPEM = authority.admin.key
        adminToken = authority.adminToken
        kubeconfig = KubeconfigDocument.make(server: url, authority: authority.authority.certificate, client: authority.admin).serialized()
        if let directory = configuration.stateDirectory {
            try FileBytes.write(kubeconfig, to: FilePath(directory).appending("kubeconfig"))
        }
        if let file = configuration.kubeconfigFile { try FileBytes.write(kubeconfig, to: FilePath(file)) }
    }

    /// Starts a server; it serves until ``stop()``.
    ///
    /// - Throws: when the address is taken, or the state directory cannot be read or written.
    public static func start(_ configuration: LabKubernetesConfiguration = LabKubernetesConfiguration()) async throws -> LabKubernetes {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: max(1, configuration.threads))
        do {
            return try await LabKubernetes(configuration, group)
        } catch {
            try? await group.shutdownGracefully()
            throw error
        }
    }

    /// Starts a server in memory.
    public static func start(host: String = "127.0.0.1", port: Int = 0) async throws -> LabKubernetes {
        var configuration = LabKubernetesConfiguration()
        configuration.host = host
        configuration.port = port
        return try await start(configuration)
    }

    /// Serves until the service group shuts down, then stops.
    public func run() async throws {
        try? await gracefulShutdown()
        try await stop()
    }

    /// Ends every connection and stops listening.
    public func stop() async throws {
        housekeeper.stop()
        service.faults.resume()
        try? await listener.close()
        connections.closeAll()
        try await group.shutdownGracefully()
        journal?.close()
    }

    /// Ends every connection; clients must connect, and watch, again.
    public func dropConnections() { connections.closeAll() }

    /// The kubeconfig of somebody else.
    ///
    /// - Parameters:
    ///   - user: the user's name.
    ///   - groups: the user's groups.
    public func kubeconfig(user: String, groups: [String] = []) throws -> [UInt8] {
        let client = try authority.issueClient(name: user, groups: groups)
        return KubeconfigDocument.make(server: url, authority: caPEM, client: client).serialized()
    }

    /// The kubeconfig of whoever has a bearer token.
    public func kubeconfig(token: String, namespace: String = "default") -> [UInt8] {
        KubeconfigDocument.make(server: url, authority: caPEM, token: token, namespace: namespace).serialized()
    }

    private static func tls(_ authority: Authority) throws -> NIOSSLContext {
        let chain = try NIOSSLCertificate.fromPEMBytes(Array(authority.server.certificate.utf8))
        let key = try NIOSSLPrivateKey(bytes: Array(authority.server.key.utf8), format: .pem)
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
        configuration.minimumTLSVersion = .tlsv12
        configuration.certificateVerification = .optionalVerification
        configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(authority.authority.certificate.utf8)))
        configuration.applicationProtocols = ["http/1.1"]
        return try NIOSSLContext(configuration: configuration)
    }
}
