import JSON

/// One webhook of a Validating- or MutatingWebhookConfiguration.
/// <https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/>
struct Webhook: Sendable {
    /// Where it listens.
    enum Address: Sendable, Equatable {
        case url(String)
        case service(namespace: String, name: String, port: Int64, path: String)
    }

    var name: String
    var address: Address
    var caBundle: [UInt8]
    var timeoutSeconds: Int64
    var ignoresFailure: Bool
    var hasSideEffects: Bool
    /// What must hold of a write beyond its kind and labels.
    var conditions: MatchConditions
    private var match: AdmissionMatch

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
        conditions = MatchConditions(json)
        match = AdmissionMatch(json, rules: "rules")
    }

    /// Whether the webhook wants to see a write, if its conditions are met.
    ///
    /// - Parameter namespaceLabels: the labels of the object's namespace; nil for cluster-scoped objects.
    func wants(_ subject: AdmissionSubject, namespaceLabels: [String: String]?) -> Bool {
        match.fits(subject, namespaceLabels: namespaceLabels)
    }
}
