import Admission
import ArgumentParser
import HeatStacks
import Ingresses
import KubernetesAPI
import KubernetesClient
import OperationsServer
import ServiceLifecycle
import UnixSignals

/// `ake-controller admission`.
struct AdmissionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "admission",
        abstract: "Refuses changes of HeatStacks that would rebuild their VMs, and Ingresses that their class does not allow.",
        discussion: """
            A validating webhook over HTTPS. It makes and rotates its certificate by itself, keeps it in a Secret that all replicas share, \
            and keeps address and authority in the ValidatingWebhookConfiguration of deploy/webhook. All replicas serve; none leads. Where it \
            finds a clouds.yaml, it says what Heat would do for a change.
            """)

    @OptionGroup var options: ControllerOptions
    @OptionGroup var operations: OperationsOptions

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
    @OptionGroup var clouds: CloudOptions

    func run() async throws {
        let listenText = listen ?? environmentValue("LISTEN") ?? ":9443"
        guard let address = ListenAddress(listenText) else {
            throw ValidationError("--listen \(listenText): expected address:port, as 127.0.0.1:9443 or :9443")
        }
        let context = try tls.context()
        var readiness = HealthChecks()
        readiness.add("certificate") { context.certificate == nil ? "there is none yet" : nil }
        let program = try ControllerProgram(
            name: "ake-admission", options: options, operations: operations, elects: false, readiness: readiness)
        let keeper: any ServiceLifecycle.Service =
            if let files = try tls.files() {
                CertificateFiles(settings: files, context: context, logger: program.logger)
            } else {
                try CertificateKeeper(settings: settings(), client: program.client, context: context, logger: program.logger)
            }
        let client = program.client
        let classes = ClassCaches(manager: program.manager)
        let templateTransport = try clouds.templateTransport()
        let connections = try clouds.connections(client: client, fence: program.manager.fence, logger: program.logger)
        let advisor = HeatPreviewAdvisor(
            client: client, connections: connections, resolver: clouds.templates(client: client, transport: templateTransport))
        let policies: [any AdmissionPolicy] = [HeatStackPolicy(), IngressPolicy { classes.membership(of: $0) }]
        let server = WebhookServer(
            address: address, context: context, limits: try tls.limits(),
            webhooks: ["/validate": { try await AdmissionReview.answer($0, policies: policies, advisors: [advisor]) }],
            logger: program.logger)
        let services: [any ServiceLifecycle.Service] = [keeper, connections, server]
        for service in services { program.manager.add(service) }
        program.manager.closeAtEnd { await templateTransport.shutdown() }
        try await program.run()
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
        let hours = certificateHours ?? environmentValue("CERTIFICATE_HOURS").flatMap { Int($0) } ?? 2160
        guard (1...87_600).contains(hours) else { throw ValidationError("--certificate-hours \(hours): expected 1 to 87600") }
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
