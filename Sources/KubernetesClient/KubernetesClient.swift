import HTTPTransport
import JSON
import KubernetesAPI
import Logging
import Metrics

/// Calls a Kubernetes API server. A value that is cheap to copy; copies share connections, the credential and the rate limit.
///
/// Each call has a deadline, is sent again as ``RetryPolicy`` says, and is abandoned, its connection closed, when its task is cancelled.
/// See <https://kubernetes.io/docs/reference/using-api/api-concepts/>.
public struct KubernetesClient: Sendable {
    /// What is called, and how.
    public let configuration: KubernetesConfiguration
    /// When and how often calls are sent again.
    public var retryPolicy: RetryPolicy
    /// How long one attempt of a call may take.
    public var deadline: Duration
    /// How long all attempts of a call and the pauses between them may take.
    public var totalDeadline: Duration = .seconds(120)
    /// Is told of each warning that the server sends; logs each text once unless it is set.
    public var onWarning: @Sendable (KubernetesWarning) -> Void
    let endpoint: ServerURL
    let metrics: ClientMetrics
    let credentials: CredentialCache
    private(set) var limiter: RateLimiter
    private(set) var transport: any Transport
    private var owned: AsyncHTTPTransport?
    private let tls: RotatingTLS?
    private let connections: AsyncHTTPTransport.Configuration?
    private var isWrapped = false
    private let logger: Logger

    /// Makes a client.
    ///
    /// - Parameters:
    ///   - transport: the connection to use; by default one over AsyncHTTPClient, made as the configuration says.
    ///   - retryPolicy: when and how often calls are sent again.
    ///   - deadline: how long one attempt of a call may take.
    ///   - rateLimit: how many calls are made at most.
    ///   - requestLimit: how many calls may be under way at once, beside watches; more wait for a connection. For the connections that the client
    ///     makes itself.
    ///   - watchSilenceLimit: after how long without a word a watch counts as lost; the server sends a bookmark about once a minute. It is for the
    ///     connection that the client makes itself.
    ///   - logger: is told of warnings and of credentials that cannot be renewed.
    ///   - metricsFactory: where the client counts; `nil` is the one that the process has installed.
    /// - Throws: `TransportError` when the TLS material cannot be used, ``KubernetesError/configuration(_:)`` when the URL is none.
    public init(
        configuration: KubernetesConfiguration,
        transport: (any Transport)? = nil,
        retryPolicy: RetryPolicy = RetryPolicy(),
        deadline: Duration = .seconds(30),
        rateLimit: RateLimit = .unlimited,
        requestLimit: Int = 16,
        watchSilenceLimit: Duration = .seconds(150),
        logger: Logger = Logger(label: "kubernetes-client"),
        metricsFactory: (any MetricsFactory)? = nil
    ) throws {
        self.configuration = configuration
        self.retryPolicy = retryPolicy
        self.deadline = deadline
        self.endpoint = try ServerURL(configuration.server)
        self.metrics = ClientMetrics(factory: metricsFactory ?? MetricsSystem.factory, host: endpoint.authority)
        self.credentials = CredentialCache(configuration, metrics: metrics, logger: logger)
        self.limiter = RateLimiter(rateLimit)
        self.logger = logger
        let warnings = WarningLog(logger)
        self.onWarning = { warnings.note($0) }
        if let transport {
            self.transport = transport
            self.owned = nil
            self.tls = nil
            self.connections = nil
        } else {
            let tls = RotatingTLS(
                configuration.tls, files: configuration.tlsFiles, credentials: credentials, interval: configuration.tlsFilesInterval,
                logger: logger)
            let settings = AsyncHTTPTransport.Configuration(
                tls: tls, timeouts: .init(streamIdle: watchSilenceLimit), requestLimit: requestLimit, proxy: configuration.proxy,
                serverName: configuration.tlsServerName, acceptsCompression: configuration.acceptsCompression)
            let made = try AsyncHTTPTransport(settings, host: endpoint.host, logger: logger)
            self.transport = made
            self.owned = made
            self.tls = tls
            self.connections = settings
        }
    }

    /// Closes the connections, if this client made them.
    public func shutdown() async { await owned?.shutdown() }

    /// A copy whose calls go through another transport, usually one around this client's: to fence writes off, to count, to break things in tests.
    /// Connections, credential and rate limit stay shared; ``shutdown()`` of either closes the connections of both.
    public func wrappingTransport(_ wrap: (any Transport) -> any Transport) -> KubernetesClient {
        var copy = self
        copy.transport = wrap(transport)
        copy.isWrapped = true
        return copy
    }

    /// A copy whose calls wait for no other: it has connections of its own and no rate limit, for what must arrive in time whatever else is under
    /// way, the renewal of a lease for instance. It shares the credential, and has to be shut down by itself.
    ///
    /// A client over somebody else's transport, or a wrapped one, goes on using that, since it may have been put there to stand in the way.
    ///
    /// - Throws: `TransportError` when the TLS material cannot be used.
    public func withOwnConnections() throws -> KubernetesClient {
        var copy = self
        copy.limiter = RateLimiter(.unlimited)
        copy.owned = nil
        if let connections, !isWrapped {
            let made = try AsyncHTTPTransport(connections, host: endpoint.host, logger: logger)
            copy.transport = made
            copy.owned = made
        }
        return copy
    }

    /// Sends a call and returns the answer's body.
    ///
    /// - Parameters:
    ///   - path: the path below the server's URL, percent-encoded.
    ///   - query: names and values, not encoded.
    /// - Throws: ``KubernetesError``.
    public func call(
        _ method: String, _ path: String, query: [(String, String)] = [], contentType: String? = nil, body: [UInt8]? = nil
    ) async throws -> [UInt8] {
        let items = query.map { KubernetesRequest.QueryItem($0.0, $0.1) }
        return try await send(KubernetesRequest(method, path, query: items, contentType: contentType, body: body)).body
    }

    func decoded<Value: Decodable>(_ request: KubernetesRequest) async throws -> Value {
        try Self.decoded(try await send(request).body, of: request)
    }

    static func decoded<Value: Decodable>(_ body: [UInt8], of request: KubernetesRequest) throws -> Value {
        do {
            return try JSONReader.decode(Value.self, from: body)
        } catch {
            throw KubernetesError.malformed("\(error)", call: "\(request)")
        }
    }

    /// Looks for another credential after the server has refused one. Returns whether there may be one.
    func findCredential(after refused: Credential) -> Bool {
        let hasNewCertificate = tls?.reread() ?? false
        return credentials.refused(refused) || hasNewCertificate
    }
}
