import NIOConcurrencyHelpers
import NIOSSL

/// The certificate that a server serves now. Each new connection takes the present one; connections that are open keep theirs.
public final class ServingContext: Sendable {
    private struct State {
        var certificate: ServingCertificate
        var context: NIOSSLContext
    }

    private let state = NIOLockedValueBox<State?>(nil)

    /// Makes a context without a certificate: connections are closed until there is one.
    public init() {}

    /// The certificate that new connections get.
    public var certificate: ServingCertificate? { state.withLockedValue { $0?.certificate } }

    var sslContext: NIOSSLContext? { state.withLockedValue { $0?.context } }

    /// Serves a certificate from now on.
    ///
    /// - Throws: ``WebhookCertificateError`` when TLS does not take it; the one before is then served on.
    public func serve(_ certificate: ServingCertificate) throws(WebhookCertificateError) {
        do {
            let chain = try NIOSSLCertificate.fromPEMBytes(Array(certificate.certificate.utf8))
            let key = try NIOSSLPrivateKey(bytes: Array(certificate.privateKey.utf8), format: .pem)
            var configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
            configuration.minimumTLSVersion = .tlsv12
            configuration.applicationProtocols = ["http/1.1"]
            let context = try NIOSSLContext(configuration: configuration)
            state.withLockedValue { $0 = State(certificate: certificate, context: context) }
        } catch {
            throw WebhookCertificateError("TLS does not take the \(certificate): \(error)")
        }
    }
}
