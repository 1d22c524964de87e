import AsyncHTTPClient
import NIOCore
import NIOSSL

/// The connections that were made with one TLS material: one pool for requests, one for streams.
///
/// Whoever uses a connection holds on to the pools; when nobody does any more they close themselves.
final class ConnectionPools: Sendable {
    let requests: HTTPClient
    let streams: HTTPClient
    /// What requests without a body are asked before they are sent.
    let checks: SendChecks

    /// - Throws: ``TransportError`` when the material cannot be used: not PEM, or a key that is not the certificate's.
    init(_ material: TLSMaterial, host: String?, _ configuration: AsyncHTTPTransport.Configuration) throws {
        let checks = SendChecks()
        self.checks = checks
        var http = HTTPClient.Configuration()
        let tls = try material.configuration()
        do {
            _ = try NIOSSLContext(configuration: tls)
        } catch {
            throw TransportError(.invalidRequest, "the client certificate and the key cannot be used together: \(error)")
        }
        http.tlsConfiguration = tls
        http.httpVersion = .http1Only
        http.decompression = configuration.acceptsCompression ? .enabled(limit: .ratio(200)) : .disabled
        http.redirectConfiguration = .disallow
        http.timeout.connect = TimeAmount(configuration.timeouts.connect)
        // The caller traces, with what it knows of the call; a second span and a second header would only confuse.
        http.tracing.tracer = nil
        if let proxy = configuration.proxy { http.proxy = HTTPClient.Configuration.Proxy(proxy) }
        if let host, let name = configuration.serverName { http.dnsOverride = [name: host] }
        // It runs before a connection is used for the first time.
        http.http1_1ConnectionDebugInitializer = { channel in SendGate.install(on: channel, checks) }
        http.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = max(1, configuration.requestLimit)
        self.requests = HTTPClient(eventLoopGroupProvider: .singleton, configuration: http)
        http.timeout.read = TimeAmount(configuration.timeouts.streamIdle)
        http.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = max(1, configuration.streamLimit)
        self.streams = HTTPClient(eventLoopGroupProvider: .singleton, configuration: http)
    }

    deinit {
        // AsyncHTTPClient ends the process, in debug builds, when a client goes away unclosed, and with it the error that led here.
        let clients = [requests, streams]
        Task { for client in clients { try? await client.shutdown() } }
    }

    /// Closes every connection. Requests under way fail.
    func shutdown() async {
        try? await requests.shutdown()
        try? await streams.shutdown()
    }
}

extension HTTPClient.Configuration.Proxy {
    init(_ proxy: HTTPProxy) {
        switch proxy.kind {
        case .socks5: self = .socksServer(host: proxy.host, port: proxy.port)
        case .http:
            let authorization = proxy.credential.map { HTTPClient.Authorization.basic(username: $0.user, password: $0.password) }
            self = .server(host: proxy.host, port: proxy.port, authorization: authorization)
        }
    }
}
