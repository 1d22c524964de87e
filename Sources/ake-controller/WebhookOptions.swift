import Admission
import ArgumentParser
import HeatStacks
import Ingresses
import KubernetesAPI
import KubernetesClient
import OperationsServer
import ServiceLifecycle

/// The admission webhook as a part of a program: its flags, and what they make.
struct WebhookOptions: ParsableArguments {
    @Option(help: "Where the webhook listens, address:port. Default: :9443.")
    var listen: String?

    @Option(
        name: .customLong("webhook-url"),
        help:
            "The URL by which the API server reaches the webhook outside the cluster, as https://10.20.0.3:9443/validate. Without it: --webhook-service."
    )
    var webhookURL: String?

    @Option(help: "The Service of the webhook, namespace/name. Default: ake-system/ake-admission.")
    var webhookService: String?

    @Option(help: "The name of the ValidatingWebhookConfiguration. Default: ake-admission.")
    var webhookConfiguration: String?

    @Option(help: "The Secret of the certificate, namespace/name; made if it is not there. Default: ake-system/ake-admission-certificate.")
    var certificateSecret: String?

    @Option(help: "For how many hours certificates count; they are replaced after two thirds. Default: 2160.")
    var certificateHours: Int?

    @OptionGroup var tls: WebhookTLSOptions

    func validate() throws {
        _ = try (address(), settings())
    }

    /// The first flag that was given: without the webhook none of them means anything.
    var given: String? {
        let flags = [
            ("--listen", listen != nil), ("--webhook-url", webhookURL != nil), ("--webhook-service", webhookService != nil),
            ("--webhook-configuration", webhookConfiguration != nil), ("--certificate-secret", certificateSecret != nil),
            ("--certificate-hours", certificateHours != nil),
        ]
        return flags.first { $0.1 }?.0 ?? tls.given
    }

    /// Adds the webhook, its certificate's keeper and the caches that it judges by. It serves whether this process leads or not.
    func add(to program: inout ControllerProgram, heat: HeatParts) throws {
        let context = try tls.context()
        program.isReadyOnly(if: "certificate") { context.certificate == nil ? "there is none yet" : nil }
        let keeper: any ServiceLifecycle.Service =
            if let files = try tls.files() {
                CertificateFiles(settings: files, context: context, logger: program.logger)
            } else {
                try CertificateKeeper(settings: settings(), client: program.client, context: context, logger: program.logger)
            }
        let classes = ClassCaches(manager: program.manager)
        // Previews change nothing, and those who stand by are asked too: no fence.
        let connections = heat.connections(fence: .open)
        let advisor = HeatPreviewAdvisor(client: program.client, connections: connections, resolver: heat.templates)
        let policies: [any AdmissionPolicy] = [HeatStackPolicy(), IngressPolicy { classes.membership(of: $0) }]
        let server = WebhookServer(
            address: try address(), context: context, limits: try tls.limits(),
            webhooks: ["/validate": { try await AdmissionReview.answer($0, policies: policies, advisors: [advisor]) }],
            logger: program.logger)
        program.add(keeper)
        program.add(connections)
        program.add(server)
    }

    private func address() throws -> ListenAddress {
        let text = listen ?? environmentValue("LISTEN") ?? ":9443"
        guard let address = ListenAddress(text) else {
            throw ValidationError("--listen \(text): expected address:port, as 127.0.0.1:9443 or :9443")
        }
        return address
    }

    private func settings() throws -> CertificateKeeper.Settings {
        let secret = try Self.key(
            "--certificate-secret", certificateSecret ?? environmentValue("CERTIFICATE_SECRET"), "ake-admission-certificate")
        let service = try Self.key("--webhook-service", webhookService ?? environmentValue("WEBHOOK_SERVICE"), "ake-admission")
        let endpoint: WebhookEndpoint =
            if let url = webhookURL ?? environmentValue("WEBHOOK_URL") {
                .url(url)
            } else {
                .service(namespace: service.namespace ?? "", name: service.name, path: "/validate", port: 443)
            }
        let hours = try Setting.number(
            "--certificate-hours", certificateHours, environmentValue("CERTIFICATE_HOURS"), default: 2160, in: 1...87_600)
        return CertificateKeeper.Settings(
            secret: secret, webhookConfiguration: webhookConfiguration ?? environmentValue("WEBHOOK_CONFIGURATION") ?? "ake-admission",
            endpoint: endpoint, lifetime: .seconds(hours * 3600))
    }

    private static func key(_ flag: String, _ text: String?, _ name: String) throws -> ObjectKey {
        guard let text else { return ObjectKey(namespace: "ake-system", name: name) }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
            throw ValidationError("\(flag) \(text): expected namespace/name")
        }
        return ObjectKey(namespace: parts[0], name: parts[1])
    }
}
