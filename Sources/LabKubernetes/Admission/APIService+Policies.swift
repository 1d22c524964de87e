import JSON

/// Asks the admission policies.
extension APIService {
    /// Refuses a write that a policy denies, and gathers what policies warn of.
    func review(_ policies: [AdmissionPolicy], _ subject: AdmissionSubject, _ namespace: JSONValue?) throws(APIFailure) {
        let labels = Self.namespaceLabels(subject, namespace)
        var refusal: APIFailure?
        var variables: AdmissionVariables?
        for policy in policies where policy.match.fits(subject, namespaceLabels: labels) {
            let bindings = policy.bindings.filter { $0.match.fits(subject, namespaceLabels: labels) }
            if bindings.isEmpty { continue }
            let known = variables ?? AdmissionVariables(subject, namespace: namespace)
            variables = known
            let denials = policy.denials(known)
            for binding in bindings {
                for denial in denials {
                    // What should go to the audit log goes nowhere: there is none.
                    if binding.actions.contains("Warn") {
                        subject.context.warnings.add([
                            "Validation failed for ValidatingAdmissionPolicy '\(policy.name)' with binding '\(binding.name)': \(denial.message)"
                        ])
                    }
                    if binding.actions.contains("Deny"), refusal == nil { refusal = Self.refusal(denial, policy, binding, subject) }
                }
            }
        }
        if let refusal { throw refusal }
    }

    /// The labels by which namespaces are selected: those of the object's namespace, of a Namespace its own, nil for other objects.
    static func namespaceLabels(_ subject: AdmissionSubject, _ namespace: JSONValue?) -> [String: String]? {
        if subject.context.kind.storage == namespaces { return (subject.object ?? subject.old)?.labels }
        return subject.key.namespace.isEmpty ? nil : namespace?.labels ?? [:]
    }

    private static let codes = ["Unauthorized": 401, "Forbidden": 403, "RequestEntityTooLarge": 413]

    private static func refusal(
        _ denial: AdmissionPolicy.Denial, _ policy: AdmissionPolicy, _ binding: AdmissionPolicy.Binding, _ subject: AdmissionSubject
    ) -> APIFailure {
        let message = "ValidatingAdmissionPolicy '\(policy.name)' with binding '\(binding.name)' denied request: \(denial.message)"
        var failure = APIFailure.forbidden(subject.context.kind.resource, subject.key.name, message)
        failure.reason = denial.reason
        failure.code = codes[denial.reason] ?? 422
        failure.causes = [.init(reason: "", message: message, field: nil)]
        return failure
    }
}
