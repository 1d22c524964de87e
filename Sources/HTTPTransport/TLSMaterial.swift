import NIOSSL

/// What a client trusts and how it proves itself: PEM text, so that it can come from a file, a Secret or a kubeconfig alike.
///
/// Its description leaves the contents out: whatever holds it may be printed in a log.
public struct TLSMaterial: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible {
    /// The certificate authorities to trust, PEM; `nil` trusts the system's.
    public var trustedAuthorities: [UInt8]?
    /// The client's certificate chain, PEM.
    public var certificateChain: [UInt8]?
    /// The client's private key, PEM.
    public var privateKey: [UInt8]?
    /// Whether the server's certificate is verified. Only an explicit `insecure-skip-tls-verify` turns it off.
    public var verifiesServer: Bool

    /// Makes TLS material; by default the system's authorities and no client certificate.
    public init(
        trustedAuthorities: [UInt8]? = nil,
        certificateChain: [UInt8]? = nil,
        privateKey: [UInt8]? = nil,
        verifiesServer: Bool = true
    ) {
        self.trustedAuthorities = trustedAuthorities
        self.certificateChain = certificateChain
        self.privateKey = privateKey
        self.verifiesServer = verifiesServer
    }

    public var description: String {
        "TLS material\(privateKey == nil ? "" : " with a key")\(verifiesServer ? "" : ", servers not verified")"
    }
    public var debugDescription: String { description }

    func configuration() throws -> TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        do {
            if let trustedAuthorities {
                configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(trustedAuthorities))
            }
            if let certificateChain {
                configuration.certificateChain = try NIOSSLCertificate.fromPEMBytes(certificateChain).map { .certificate($0) }
            }
            if let privateKey {
                configuration.privateKey = .privateKey(try NIOSSLPrivateKey(bytes: privateKey, format: .pem))
            }
        } catch {
            throw TransportError(.invalidRequest, "the TLS certificates or the key cannot be read as PEM: \(error)")
        }
        if !verifiesServer {
            configuration.certificateVerification = .none
        }
        return configuration
    }
}
