import ControllerRuntime
import FoundationEssentials
import JSON
import KubernetesAPI
import KubernetesClient
import Logging
import Metrics
import ServiceLifecycle

/// Keeps a webhook's certificate: made by itself, shared by all replicas through a Secret, replaced after two thirds of its life, its
/// authority published in the webhook configuration before anybody serves it, and mended when somebody changes either.
///
/// Every replica runs one; who writes first wins, the others read. In a steady state nothing is written.
public final class CertificateKeeper: ServiceLifecycle.Service {
    /// What is kept, and where.
    public struct Settings: Sendable {
        /// The Secret.
        public var secret: ObjectKey
        /// The name of the ValidatingWebhookConfiguration.
        public var webhookConfiguration: String
        /// Where the API server finds the webhook.
        public var endpoint: WebhookEndpoint
        /// For how long certificates count.
        public var lifetime: Duration
        /// The pause between two looks.
        public var interval: Duration
        /// How long after its authority is published a new certificate is served: API servers learn of it by a watch.
        public var settling: Duration

        /// Makes settings; certificates of 90 days, a look every 10 seconds, 5 seconds to settle.
        public init(
            secret: ObjectKey, webhookConfiguration: String, endpoint: WebhookEndpoint, lifetime: Duration = .seconds(90 * 86_400),
            interval: Duration = .seconds(10), settling: Duration = .seconds(5)
        ) {
            self.secret = secret
            self.webhookConfiguration = webhookConfiguration
            self.endpoint = endpoint
            self.lifetime = lifetime
            self.interval = interval
            self.settling = settling
        }
    }

    private let settings: Settings
    private let names: [String]
    private let client: KubernetesClient
    private let context: ServingContext
    private let publisher: AuthorityPublisher
    private let logger: Logger
    private let now: @Sendable () -> Timestamp

    /// Makes a keeper that puts certificates into `context`.
    ///
    /// - Throws: ``WebhookCertificateError`` when the webhook's URL is none of HTTPS.
    public init(
        settings: Settings, client: KubernetesClient, context: ServingContext, logger: Logger,
        now: @escaping @Sendable () -> Timestamp = { Timestamp(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000)) }
    ) throws(WebhookCertificateError) {
        self.settings = settings
        self.names = try settings.endpoint.names()
        self.client = client
        self.context = context
        self.publisher = AuthorityPublisher(client: client, name: settings.webhookConfiguration, endpoint: settings.endpoint)
        self.logger = logger
        self.now = now
    }

    /// Looks again and again until the task is cancelled or the service group shuts down.
    public func run() async throws {
        await cancelWhenGracefulShutdown {
            var waiting: (certificate: ServingCertificate, since: ContinuousClock.Instant)?
            while !Task.isCancelled {
                var pause = self.settings.interval
                do {
                    pause = try await self.look(&waiting)
                } catch is CancellationError {
                    break
                } catch {
                    // Somebody else wrote first: the next look reads what they wrote.
                    let isConflict = (error as? KubernetesError).map { $0.isConflict || $0.isAlreadyExists } ?? false
                    self.logger.log(level: isConflict ? .debug : .warning, "webhook certificate: \(error)")
                    pause = min(pause, isConflict ? .milliseconds(.random(in: 50...250)) : .seconds(2))
                }
                try? await Task.sleep(for: pause)
            }
        }
    }

    /// One look: Secret, configuration, what is served. Returns how long until the next.
    private func look(_ waiting: inout (certificate: ServingCertificate, since: ContinuousClock.Instant)?) async throws -> Duration {
        // The configuration is read before the Secret: whoever rotates in between makes the write below a conflict, so a replica that
        // is behind never puts back an authority that has been replaced.
        let published = try await publisher.read()
        let certificate = try await current()
        Gauge(label: "ake_webhook_certificate_expiration_timestamp_seconds").record(certificate.notAfter.seconds)
        let isPublished = try await publisher.publish(certificate.authorities, over: published, logger: logger)
        guard context.certificate != certificate else {
            waiting = nil
            return settings.interval
        }
        if let serving = context.certificate, serving.notAfter > now() {
            // What is served stays good for now; the new one waits until API servers know its authority.
            if waiting?.certificate != certificate { waiting = (certificate, .now) }
            guard let since = waiting?.since, isPublished else { return min(settings.interval, .seconds(2)) }
            let rest = settings.settling - (.now - since)
            if rest > .zero { return min(rest, settings.interval) }
        }
        try context.serve(certificate)
        waiting = nil
        logger.notice("serving the \(certificate)")
        return settings.interval
    }

    /// The certificate in the Secret, replaced if the plan says so.
    private func current() async throws -> ServingCertificate {
        let secret = try await client.getIfPresent(Secret.self, settings.secret.name, namespace: settings.secret.namespace)
        let stored = secret.map { secret in Result { () throws(WebhookCertificateError) in try ServingCertificate(secret: secret) } }
        switch (CertificatePlan.decide(stored, names: names, now: now()), stored) {
        case (.keep, .success(let certificate)?): return certificate
        case (.issue(let reason), _):
            logger.notice("making a webhook certificate: \(reason)")
            return try await replace(secret)
        default: return try await replace(secret)
        }
    }

    private func replace(_ secret: Secret?) async throws -> ServingCertificate {
        let stored = secret?.data?[ServingCertificate.Key.authorities].map { String(decoding: $0.bytes, as: UTF8.self) }
        // What is served now is to be trusted until it is replaced, also when somebody deleted the Secret.
        let previous = [context.certificate?.authorities, stored].compactMap(\.self)
        let certificate = try CertificateIssuer(lifetime: settings.lifetime).issue(names: names, previous: previous, now: now())
        if let secret {
            // With the version, so that of two replicas only one replaces it; the other reads the outcome.
            let change: JSONValue = [
                "metadata": ["resourceVersion": .string(secret.metadata.resourceVersion ?? "")],
                "data": try JSONValue(encoding: certificate.data),
            ]
            try await client.patch(Secret.self, settings.secret.name, namespace: settings.secret.namespace, with: .merge(change))
        } else {
            try await client.create(
                Secret(
                    metadata: ObjectMeta(name: settings.secret.name, namespace: settings.secret.namespace), type: "kubernetes.io/tls",
                    data: certificate.data))
        }
        return certificate
    }
}
