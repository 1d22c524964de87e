import JSON

/// Which writes a webhook, a policy or a binding is about.
/// <https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#matching-requests-rules>
struct AdmissionMatch: Sendable {
    private struct Rule: Sendable {
        var operations: [String]
        var groups: [String]
        var versions: [String]
        var resources: [String]
        var scope: String
        /// Names of objects; empty for all.
        var names: [String]

        init(_ rule: JSONValue) {
            func texts(_ member: String) -> [String] { rule.at(member)?.textElements ?? [] }
            operations = texts("operations")
            groups = texts("apiGroups")
            versions = texts("apiVersions")
            resources = texts("resources")
            scope = rule.at("scope")?.text ?? "*"
            names = texts("resourceNames")
        }

        func fits(_ subject: AdmissionSubject) -> Bool {
            let kind = subject.context.kind
            let sub = subject.context.subresource
            let resource = sub.isEmpty ? kind.plural : "\(kind.plural)/\(sub)"
            func has(_ list: [String], _ value: String) -> Bool { list.contains("*") || list.contains(value) }
            let resourceFits = resources.contains { wanted in
                wanted == resource || wanted == "*/*" || (wanted == "*" && sub.isEmpty) || wanted == "\(kind.plural)/*"
                    || (!sub.isEmpty && wanted == "*/\(sub)")
            }
            let scopeFits = scope == "*" || (scope == "Namespaced") == kind.isNamespaced
            return has(operations, subject.operation) && has(groups, kind.group) && has(versions, kind.version)
                && resourceFits && scopeFits && (names.isEmpty || names.contains(subject.key.name))
        }
    }

    private var rules: [Rule]
    private var excluded: [Rule]
    private var namespaceSelector: JSONValue
    private var objectSelector: JSONValue
    /// Without any rule a binding is about all that its policy is about, a webhook about nothing.
    private var fitsWithoutRules: Bool

    /// Reads the selectors of an object, and its rules.
    ///
    /// - Parameter rules: the name of the member that has them.
    init(_ json: JSONValue, rules: String, fitsWithoutRules: Bool = false) {
        func list(_ member: String) -> [Rule] { (json.at(member)?.elements ?? []).map { Rule($0) } }
        self.rules = list(rules)
        excluded = list("excludeResourceRules")
        namespaceSelector = json.at("namespaceSelector") ?? [:]
        objectSelector = json.at("objectSelector") ?? [:]
        self.fitsWithoutRules = fitsWithoutRules
    }

    /// Whether a write is one of them.
    ///
    /// - Parameter namespaceLabels: the labels of the object's namespace; nil for cluster-scoped objects.
    func fits(_ subject: AdmissionSubject, namespaceLabels: [String: String]?) -> Bool {
        guard rules.contains(where: { $0.fits(subject) }) || (rules.isEmpty && fitsWithoutRules),
            !excluded.contains(where: { $0.fits(subject) })
        else { return false }
        if let namespaceLabels, !SelectorMatcher.matches(namespaceSelector, namespaceLabels) { return false }
        return [subject.object, subject.old].contains { $0.map { SelectorMatcher.matches(objectSelector, $0.labels) } ?? false }
    }
}
