import JSON
import KubernetesAPI
import KubernetesClient
import Logging

/// Writes where a webhook is and which authority to trust into its ValidatingWebhookConfiguration, and nothing else of it.
struct AuthorityPublisher {
    let client: KubernetesClient
    let name: String
    let endpoint: WebhookEndpoint

    /// The configuration with all its fields; nil when there is none.
    ///
    /// - Throws: `KubernetesError`.
    func read() async throws -> JSONValue? {
        do {
            return try JSONValue(parsing: try await client.call("GET", ValidatingWebhookConfiguration.resource.path(name: name)))
        } catch let error as KubernetesError where error.isNotFound {
            return nil
        }
    }

    /// Makes the configuration, as it was read, name the endpoint and the authorities. Returns whether it does.
    ///
    /// - Throws: `KubernetesError`; `isConflict` when the configuration has changed since it was read.
    func publish(_ authorities: String, over configuration: JSONValue?, logger: Logger) async throws -> Bool {
        guard let configuration, let webhooks = configuration["webhooks"]?.arrayValue, !webhooks.isEmpty else {
            logger.warning(
                "there is no ValidatingWebhookConfiguration \(name) with a webhook: changes of HeatStacks are not checked; apply deploy/admission.yaml"
            )
            return false
        }
        let clientConfig = endpoint.clientConfig(authorities: authorities)
        guard webhooks.contains(where: { $0["clientConfig"] != clientConfig }) else { return true }
        let mended = webhooks.map { webhook in
            var webhook = webhook
            webhook["clientConfig"] = clientConfig
            return webhook
        }
        // A merge patch replaces the list whole, so the version goes with it: a webhook added meanwhile is not lost.
        let change: JSONValue = [
            "metadata": ["resourceVersion": configuration["metadata"]?["resourceVersion"] ?? .null], "webhooks": .array(mended),
        ]
        try await client.patch(ValidatingWebhookConfiguration.self, name, with: .merge(change))
        logger.notice("wrote address and authority of the webhook into ValidatingWebhookConfiguration \(name)")
        return true
    }
}
