import JSON

@testable import LabKubernetes

/// What somebody may do in a namespace, as the server told by a `SelfSubjectRulesReview`.
struct GrantedRules {
    private let rules: [PolicyRule]

    /// - Parameter status: the review's status.
    init(_ status: JSONValue) { rules = status["resourceRules"]?.arrayValue?.map { PolicyRule($0) } ?? [] }

    /// Whether one of the rules allows it.
    ///
    /// - Parameter name: empty for the whole collection.
    func allow(
        _ verb: String, _ group: String, _ parts: (resource: String, subresource: String), name: String, in namespace: String?
    ) -> Bool {
        let access = AccessRequest(
            verb: verb, group: group, resource: parts.resource, subresource: parts.subresource, name: name, namespace: namespace ?? "")
        return rules.contains { $0.allows(access) }
    }
}
