import JSON

/// One webhook of a Validating- or MutatingWebhookConfiguration.
/// <https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/>
struct Webhook: Sendable {
    /// Where it listens.
    enum Address: Sendable, Equatable {
        case url(String)
        case service(namespace: String, name: String, port: Int64, path: String)
    }

    private struct Rule: Sendable {
        var operations: [String]
        var groups: [String]
        var versions: [String]
        var resources: [String]
        var scope: String
    }

    var name: String
    var address: Address
    var caBundle: [UInt8]
    var timeoutSeconds: Int64
    var ignoresFailure: Bool
    var hasSideEffects: Bool
    private var rules: [Rule]
    private var namespaceSelector: JSONValue
    private var objectSelector: JSONValue

    /// Reads an entry of `webhooks`; nil when it has no address.
    init?(_ json: JSONValue) {
        name = json.at("name")?.text ?? ""
        if let url = json.at("clientConfig", "url")?.text {
            address = .url(url)
        } else if let service = json.at("clientConfig", "service") {
            address = .service(
                namespace: service.at("namespace")?.text ?? "", name: service.at("name")?.text ?? "",
                port: service.at("port")?.whole ?? 443,
                path: service.at("path")?.text ?? "/")
        } else {
            return nil
        }
        caBundle = json.at("clientConfig", "caBundle")?.text.flatMap { Base64.decode($0) } ?? []
        timeoutSeconds = json.at("timeoutSeconds")?.whole ?? 10
        ignoresFailure = json.at("failurePolicy")?.text == "Ignore"
        hasSideEffects = !["None", "NoneOnDryRun"].contains(json.at("sideEffects")?.text)
        rules = (json.at("rules")?.elements ?? []).map { rule in
            func texts(_ member: String) -> [String] { rule.at(member)?.textElements ?? [] }
            return Rule(
                operations: texts("operations"), groups: texts("apiGroups"), versions: texts("apiVersions"), resources: texts("resources"),
                scope: rule.at("scope")?.text ?? "*")
        }
        namespaceSelector = json.at("namespaceSelector") ?? [:]
        objectSelector = json.at("objectSelector") ?? [:]
    }

    /// Whether the webhook wants to see a write.
    ///
    /// - Parameter namespaceLabels: the labels of the object's namespace; nil for cluster-scoped objects.
    func wants(_ subject: AdmissionSubject, namespaceLabels: [String: String]?) -> Bool {
        let kind = subject.context.kind
        let sub = subject.context.subresource
        let resource = sub.isEmpty ? kind.plural : "\(kind.plural)/\(sub)"
        func has(_ list: [String], _ value: String) -> Bool { list.contains("*") || list.contains(value) }
        let fits = rules.contains { rule in
            let resourceFits = rule.resources.contains { wanted in
                wanted == resource || wanted == "*/*" || (wanted == "*" && sub.isEmpty) || wanted == "\(kind.plural)/*"
                    || (!sub.isEmpty && wanted == "*/\(sub)")
            }
            let scopeFits = rule.scope == "*" || (rule.scope == "Namespaced") == kind.isNamespaced
            return has(rule.operations, subject.operation) && has(rule.groups, kind.group) && has(rule.versions, kind.version)
                && resourceFits && scopeFits
        }
        guard fits else { return false }
        if let namespaceLabels, !SelectorMatcher.matches(namespaceSelector, namespaceLabels) { return false }
        return [subject.object, subject.old].contains { $0.map { SelectorMatcher.matches(objectSelector, $0.labels) } ?? false }
    }
}
