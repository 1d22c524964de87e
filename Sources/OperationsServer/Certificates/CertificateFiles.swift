import FoundationEssentials
import KubernetesAPI
import Logging
import Metrics
import ServiceLifecycle

/// Serves the certificate that stands in files, and again when they change: those of a Secret that cert-manager keeps and a Pod mounts, say.
///
/// The authority in the webhook configuration is then left to whoever makes the certificate; cert-manager's CA injector does it for a
/// configuration with the annotation `cert-manager.io/inject-ca-from`. Kubernetes replaces the files of a mounted Secret in place about a
/// minute after the Secret; see <https://kubernetes.io/docs/concepts/configuration/secret/#using-secrets-as-files-from-a-pod> and
/// <https://cert-manager.io/docs/concepts/ca-injector/>.
public struct CertificateFiles: ServiceLifecycle.Service {
    /// Where the files are, and how often they are looked at.
    public struct Settings: Sendable, Hashable {
        /// The certificate, PEM, followed by those between it and its authority: `tls.crt`.
        public var certificate: String
        /// Its private key, PEM: `tls.key`.
        public var privateKey: String
        /// The authorities whose clients are talked to, PEM; nil for all clients.
        public var clientAuthorities: String?
        /// The names of which a client must have one; empty for any client of the authorities.
        public var clientNames: Set<String>
        /// The pause between two looks.
        public var interval: Duration

        /// Makes settings; a look every 10 seconds.
        public init(
            certificate: String, privateKey: String, clientAuthorities: String? = nil, clientNames: Set<String> = [],
            interval: Duration = .seconds(10)
        ) {
            self.certificate = certificate
            self.privateKey = privateKey
            self.clientAuthorities = clientAuthorities
            self.clientNames = clientNames
            self.interval = interval
        }
    }

    private let settings: Settings
    private let context: ServingContext
    private let logger: Logger

    /// Makes a keeper that puts what the files hold into `context`.
    public init(settings: Settings, context: ServingContext, logger: Logger) {
        self.settings = settings
        self.context = context
        self.logger = logger
    }

    /// Looks again and again until the task is cancelled or the service group shuts down.
    public func run() async throws {
        await cancelWhenGracefulShutdown {
            var state = CertificateFilesState()
            while !Task.isCancelled {
                look(&state)
                // A pair that is half written is whole a moment later.
                try? await Task.sleep(for: state.isWaiting ? min(settings.interval, .milliseconds(500)) : settings.interval)
            }
        }
    }

    private func look(_ state: inout CertificateFilesState) {
        switch state.read(Result { () throws(WebhookCertificateError) in try content() }) {
        case .keep: break
        case .complain(let error):
            Counter(label: "certwatcher_read_certificate_errors_total").increment()
            logger.error("the certificate files are not used: \(error)")
        case .serve(let content):
            Counter(label: "certwatcher_read_certificate_total").increment()
            do {
                try context.accept(content.clientAuthorities.map { ClientAuthentication(authorities: $0, names: settings.clientNames) })
                try context.serve(content.certificate)
                Gauge(label: "ake_webhook_certificate_expiration_timestamp_seconds").record(content.certificate.notAfter.seconds)
                logger.notice("serving the \(content.certificate)")
            } catch {
                state.refused(error)
                Counter(label: "certwatcher_read_certificate_errors_total").increment()
                logger.error("the certificate files are not used: \(error)")
            }
        }
    }

    private func content() throws(WebhookCertificateError) -> CertificateFilesContent {
        let certificate = try ServingCertificate(chain: Self.text(settings.certificate), privateKey: Self.text(settings.privateKey))
        var authorities: String?
        if let path = settings.clientAuthorities { authorities = try Self.text(path) }
        return CertificateFilesContent(certificate: certificate, clientAuthorities: authorities)
    }

    /// A PEM file; none is near a mebibyte.
    private static func text(_ path: String) throws(WebhookCertificateError) -> String {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw WebhookCertificateError("\(path) cannot be read")
        }
        guard data.count <= 1 << 20 else { throw WebhookCertificateError("\(path) has \(data.count) bytes: too many for a PEM file") }
        return String(decoding: data, as: UTF8.self)
    }
}
