import NIOConcurrencyHelpers
import NIOSSL

/// The certificate that a server serves now, and which clients it talks to. Each new connection takes what holds at present; connections
/// that are open keep what held when they were made.
public final class ServingContext: Sendable {
    /// What a new connection is made with.
    struct Present {
        var certificate: ServingCertificate
        var clients: ClientAuthentication?
        var context: NIOSSLContext
    }

    private struct State {
        var present: Present?
        var clients: ClientAuthentication?
    }

    private let minimumTLS: TLSMinimum
    private let state: NIOLockedValueBox<State>

    /// Makes a context without a certificate: connections are closed until there is one.
    ///
    /// - Parameter clients: the clients to talk to; nil for all.
    public init(minimumTLS: TLSMinimum = .tls13, clients: ClientAuthentication? = nil) {
        self.minimumTLS = minimumTLS
        self.state = NIOLockedValueBox(State(clients: clients))
    }

    /// The certificate that new connections get.
    public var certificate: ServingCertificate? { present?.certificate }

    var present: Present? { state.withLockedValue { $0.present } }

    /// Serves a certificate from now on.
    ///
    /// - Throws: ``WebhookCertificateError`` when TLS does not take it; the one before is then served on.
    public func serve(_ certificate: ServingCertificate) throws(WebhookCertificateError) {
        try change(certificate: certificate, clients: state.withLockedValue { $0.clients })
    }

    /// Talks to these clients only from now on; to all for nil.
    ///
    /// - Throws: ``WebhookCertificateError`` when the authorities are no PEM; those before then hold on.
    public func accept(_ clients: ClientAuthentication?) throws(WebhookCertificateError) {
        guard let certificate else {
            if let clients { _ = try Self.authorities(of: clients) }
            return state.withLockedValue { $0.clients = clients }
        }
        try change(certificate: certificate, clients: clients)
    }

    private func change(certificate: ServingCertificate, clients: ClientAuthentication?) throws(WebhookCertificateError) {
        let authorities: [NIOSSLCertificate] = if let clients { try Self.authorities(of: clients) } else { [] }
        do {
            let chain = try NIOSSLCertificate.fromPEMBytes(Array(certificate.certificate.utf8))
            let key = try NIOSSLPrivateKey(bytes: Array(certificate.privateKey.utf8), format: .pem)
            var configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
            configuration.minimumTLSVersion = minimumTLS.version
            configuration.applicationProtocols = ["http/1.1"]
            if clients != nil {
                // A client has no host name to be verified; its own names are looked at by `ClientNameHandler`.
                configuration.certificateVerification = .noHostnameVerification
                configuration.trustRoots = .certificates(authorities)
            }
            let present = Present(certificate: certificate, clients: clients, context: try NIOSSLContext(configuration: configuration))
            state.withLockedValue { $0 = State(present: present, clients: clients) }
        } catch {
            throw WebhookCertificateError("TLS does not take the \(certificate): \(error)")
        }
    }

    private static func authorities(of clients: ClientAuthentication) throws(WebhookCertificateError) -> [NIOSSLCertificate] {
        do {
            let authorities = try NIOSSLCertificate.fromPEMBytes(Array(clients.authorities.utf8))
            if !authorities.isEmpty { return authorities }
        } catch {
            throw WebhookCertificateError("the authorities of clients cannot be read: \(error)")
        }
        // None trusted is not the same as all trusted, but looks so in a file that is empty by accident.
        throw WebhookCertificateError("the authorities of clients are empty: expected PEM certificates")
    }
}
