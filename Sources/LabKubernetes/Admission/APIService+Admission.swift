import JSON

/// The admission webhooks and policies of the moment: mutating webhooks, then policies, then validating webhooks.
extension APIService {
    private static let group = "admissionregistration.k8s.io"

    /// The object as the webhooks leave it.
    ///
    /// - Throws: ``APIFailure`` when a webhook or policy denies the write, or fails and its policy is Fail.
    func admit(_ subject: AdmissionSubject) async throws(APIFailure) -> JSONValue {
        var subject = subject
        let plugins = plugins
        // What configures admission is never subject to it: a broken webhook or policy could not be removed.
        if subject.context.kind.group == Self.group || plugins.isEmpty { return subject.object ?? .null }
        let isNamespaced = subject.context.kind.storage != Self.namespaces && !subject.key.namespace.isEmpty
        let namespace = isNamespaced ? store.object(Self.namespaces, ObjectKey(namespace: "", name: subject.key.namespace))?.value : nil
        let labels = Self.namespaceLabels(subject, namespace)
        for webhook in plugins.mutating.filter({ $0.wants(subject, namespaceLabels: labels) }) {
            guard let response = try await ask(webhook, subject, namespace), let object = subject.object else { continue }
            subject.object = try Self.mutated(object, response, webhook)
        }
        try review(plugins.policies, subject, namespace)
        for webhook in plugins.validating where webhook.wants(subject, namespaceLabels: labels) {
            _ = try await ask(webhook, subject, namespace)
        }
        return subject.object ?? .null
    }

    /// The `response` of a webhook that allowed the write; nil when it was not to be asked, or failed and that is to be ignored.
    private func ask(_ webhook: Webhook, _ subject: AdmissionSubject, _ namespace: JSONValue?) async throws(APIFailure) -> JSONValue? {
        switch webhook.conditions.outcome(AdmissionVariables(subject, namespace: namespace)) {
        case .matched: break
        case .excluded: return nil
        case .failed(let text):
            if webhook.ignoresFailure { return nil }
            throw .forbidden(subject.context.kind.resource, subject.key.name, text)
        }
        if subject.context.isDryRun, webhook.hasSideEffects {
            throw .badRequest("admission webhook \"\(webhook.name)\" does not support dry run")
        }
        let uid = Identifiers.uid()
        let answer: JSONValue
        do throws(WebhookCaller.Failure) {
            guard let endpoint = WebhookEndpoint(webhook.address, store: store) else {
                throw WebhookCaller.Failure(text: "failed to call webhook: \(Self.unreachable(webhook.address))")
            }
            answer = try await webhooks.call(
                endpoint, caBundle: webhook.caBundle, timeoutSeconds: webhook.timeoutSeconds, subject.review(uid: uid))
            guard answer.at("response", "uid")?.text == uid else {
                throw WebhookCaller.Failure(
                    text: "failed to call webhook: expected response.uid=\"\(uid)\", got \"\(answer.at("response", "uid")?.text ?? "")\"")
            }
        } catch {
            if webhook.ignoresFailure { return nil }
            throw .internalError("failed calling webhook \"\(webhook.name)\": \(error.text)")
        }
        let response = answer.at("response") ?? [:]
        subject.context.warnings.add(response.at("warnings")?.textElements ?? [])
        if response.at("allowed")?.flag == true { return response }
        throw Self.denial(webhook.name, response.at("status") ?? [:])
    }

    private static func unreachable(_ address: Webhook.Address) -> String {
        switch address {
        case .url(let url): "unable to read the URL \"\(url)\": it must begin with https://"
        case .service(let namespace, let name, _, _): "no endpoints available for service \"\(name)\" in namespace \"\(namespace)\""
        }
    }

    /// A refusal in Kubernetes' words.
    static func denial(_ name: String, _ status: JSONValue) -> APIFailure {
        let reason = status.at("reason")?.text ?? ""
        let message = status.at("message")?.text ?? ""
        let detail =
            !message.isEmpty
            ? " denied the request: \(message)"
            : !reason.isEmpty ? " denied the request: \(reason)" : " denied the request without explanation"
        let code = status.at("code")?.whole ?? 400
        return APIFailure(
            code: code >= 400 ? Int(code) : 400, reason: reason,
            message: "admission webhook \"\(name)\"\(detail)")
    }

    private static func mutated(_ object: JSONValue, _ response: JSONValue, _ webhook: Webhook) throws(APIFailure) -> JSONValue {
        guard let text = response.at("patch")?.text else { return object }
        do {
            return try JSONPatch(try JSONValue(parsing: Base64.decode(text) ?? [])).apply(to: object)
        } catch {
            throw .internalError("failed applying the patch of webhook \"\(webhook.name)\": \(error)")
        }
    }
}
