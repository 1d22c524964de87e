import Admission
import HTTPTransport
import KubernetesAPI
import NIOSSL

@testable import OperationsServer

/// A webhook server of the tests, with a certificate for 127.0.0.1.
struct Webhook: Sendable {
    let port: Int
    let context: ServingContext
    let certificate: ServingCertificate
    private let transport: AsyncHTTPTransport

    /// Answers a question by itself.
    static let echo: WebhookServer.Answer = { $0 }

    /// A certificate for 127.0.0.1 that counts now, with an authority of its own.
    static func certificate() throws -> ServingCertificate {
        try CertificateIssuer(lifetime: .seconds(9000)).issue(names: ["127.0.0.1"], previous: [], now: wallClock())
    }

    /// Runs a server while `body` runs.
    static func running<Result: Sendable>(
        limits: WebhookServer.Limits = .init(), minimumTLS: TLSMinimum = .tls13, clients: ClientAuthentication? = nil,
        answer: @escaping WebhookServer.Answer = { try AdmissionReview.answer($0, policies: [HeatStackPolicy()]) },
        _ body: @escaping @Sendable (Webhook) async throws -> Result
    ) async throws -> Result {
        let context = ServingContext(minimumTLS: minimumTLS, clients: clients)
        let certificate = try certificate()
        try context.serve(certificate)
        let port = PortBox()
        let server = WebhookServer(
            address: ListenAddress(host: "127.0.0.1", port: 0), context: context, limits: limits, webhooks: ["/validate": answer],
            logger: quiet, onListening: { port.set($0) })
        let transport = try AsyncHTTPTransport(tls: TLSMaterial(trustedAuthorities: Array(certificate.authorities.utf8)))
        do {
            let result = try await withServices([server]) {
                try await body(Webhook(port: port.wait(), context: context, certificate: certificate, transport: transport))
            }
            await transport.shutdown()
            return result
        } catch {
            await transport.shutdown()
            throw error
        }
    }

    func post(_ body: [UInt8], path: String = "/validate") async throws -> HTTPResponse { try await send("POST", path, body) }

    func send(_ method: String, _ path: String, _ body: [UInt8]? = nil) async throws -> HTTPResponse {
        try await transport.send(HTTPRequest(method: method, url: "https://127.0.0.1:\(port)\(path)", body: body))
    }

    /// What a client without any scruples uses, with a certificate if it has one.
    static func clientTLS(_ certificate: ServingCertificate? = nil) throws -> TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.certificateVerification = .none
        if let certificate {
            configuration.certificateChain = try NIOSSLCertificate.fromPEMBytes(Array(certificate.certificate.utf8)).map {
                .certificate($0)
            }
            configuration.privateKey = .privateKey(try NIOSSLPrivateKey(bytes: Array(certificate.privateKey.utf8), format: .pem))
        }
        return configuration
    }
}
