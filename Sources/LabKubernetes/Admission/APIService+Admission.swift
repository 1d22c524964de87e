import JSON

/// The admission webhooks of the moment, mutating ones first.
extension APIService {
    private static let group = "admissionregistration.k8s.io"

    /// The object as the webhooks leave it.
    ///
    /// - Throws: ``APIFailure`` when one denies the write, or fails and its policy is Fail.
    func admit(_ subject: AdmissionSubject) async throws(APIFailure) -> JSONValue {
        var subject = subject
        // Webhook configurations themselves are never sent to webhooks: a broken one could not be removed.
        if subject.context.kind.group == Self.group { return subject.object ?? .null }
        let mutating = hooks("mutatingwebhookconfigurations", subject)
        let validating = hooks("validatingwebhookconfigurations", subject)
        for webhook in mutating {
            guard let response = try await ask(webhook, subject), let object = subject.object else { continue }
            subject.object = try Self.mutated(object, response, webhook)
        }
        for webhook in validating { _ = try await ask(webhook, subject) }
        return subject.object ?? .null
    }

    private func hooks(_ resource: String, _ subject: AdmissionSubject) -> [Webhook] {
        let configurations = store.objects(GroupResource(group: Self.group, resource: resource)).sorted { $0.name < $1.name }
        if configurations.isEmpty { return [] }
        var labels: [String: String]?
        if subject.context.kind.storage == Self.namespaces {
            labels = (subject.object ?? subject.old)?.labels
        } else if !subject.key.namespace.isEmpty {
            labels = store.object(Self.namespaces, ObjectKey(namespace: "", name: subject.key.namespace))?.labels ?? [:]
        }
        return configurations.flatMap { $0.at("webhooks")?.elements ?? [] }.compactMap { Webhook($0) }
            .filter { $0.wants(subject, namespaceLabels: labels) }
    }

    /// The `response` of a webhook that allowed the write; nil when it failed and that is to be ignored.
    private func ask(_ webhook: Webhook, _ subject: AdmissionSubject) async throws(APIFailure) -> JSONValue? {
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
