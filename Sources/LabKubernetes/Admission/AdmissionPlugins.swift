import JSON

/// The webhooks and policies of a moment, read once.
struct AdmissionPlugins: Sendable {
    var mutating: [Webhook] = []
    var validating: [Webhook] = []
    var policies: [AdmissionPolicy] = []

    private static func place(_ resource: String) -> GroupResource {
        GroupResource(group: "admissionregistration.k8s.io", resource: resource)
    }

    /// Where they are stored.
    static let places = [
        "mutatingwebhookconfigurations", "validatingwebhookconfigurations", "validatingadmissionpolicies",
        "validatingadmissionpolicybindings",
    ].map(place)

    init(_ store: ResourceStore) {
        func objects(_ place: GroupResource) -> [JSONValue] { store.objects(place).map(\.value).sorted { $0.name < $1.name } }
        let lists = Self.places.map(objects)
        func webhooks(_ configurations: [JSONValue]) -> [Webhook] {
            configurations.flatMap { $0.at("webhooks")?.elements ?? [] }.compactMap { Webhook($0) }
        }
        mutating = webhooks(lists[0])
        validating = webhooks(lists[1])
        policies = lists[2].map { AdmissionPolicy($0, bindings: lists[3]) }.filter { !$0.bindings.isEmpty }
    }

    /// Whether nothing is asked about any write.
    var isEmpty: Bool { mutating.isEmpty && validating.isEmpty && policies.isEmpty }

    /// What is wrong with an object that configures admission.
    static func problems(of object: JSONValue) -> [FieldProblem] {
        switch object.kind {
        case "ValidatingAdmissionPolicy":
            let missing: [FieldProblem] =
                object.at("spec", "matchConstraints")?.isObject == true ? [] : [.required("spec.matchConstraints")]
            return missing + AdmissionPolicy(object, bindings: []).problems
        case "ValidatingAdmissionPolicyBinding":
            return ["policyName", "validationActions"].filter { object.at("spec", $0)?.isNull ?? true }.map { .required("spec.\($0)") }
        default:
            return (object.at("webhooks")?.elements ?? []).enumerated().flatMap { index, webhook in
                MatchConditions(webhook).problems(at: "webhooks[\(index)]")
            }
        }
    }
}
