import KubernetesAPI

/// Whether an Ingress is ours to serve, and by which class.
public enum IngressMembership: Sendable, Hashable {
    /// Another controller's, or nobody's.
    case foreign
    /// Ours, of this class.
    case member(LoadBalancerClass)
    /// Ours, but its class cannot be used.
    case misconfigured(IngressProblem)

    /// The name of our controller in `IngressClass.spec.controller`.
    public static let controllerName = "\(AKE.group)/ingress-controller"

    /// Finds the class of an Ingress: `spec.ingressClassName`, else the older annotation, else the cluster's default class.
    public static func of(_ ingress: Ingress, classes: [IngressClass], parameters: [LoadBalancerClass]) -> IngressMembership {
        let candidate: IngressClass?
        if let name = ingress.spec?.ingressClassName ?? ingress.metadata.annotations[IngressAnnotation.legacyClass] {
            candidate = classes.first { $0.metadata.name == name }
        } else {
            let defaults = classes.filter { $0.metadata.annotations[IngressClass.defaultAnnotation] == "true" }
            candidate = defaults.min { $0.metadata.name < $1.metadata.name }
        }
        if candidate == nil, ingress.metadata.finalizers.contains(IngressNames.finalizer) {
            // Its class was there once. That somebody deleted it, or is about to put it back, is no reason to end what serves.
            let name = ingress.spec?.ingressClassName ?? ingress.metadata.annotations[IngressAnnotation.legacyClass]
            return .misconfigured(
                IngressProblem(
                    .invalidClass, field: "spec.ingressClassName",
                    problem: name.map { "there is no IngressClass \"\($0)\" any more" }
                        ?? "it is not set, and no IngressClass is the default",
                    remedy: "Create the class again or name another one; to end the nodes, delete the Ingress"))
        }
        guard let ingressClass = candidate, ingressClass.spec?.controller == controllerName else { return .foreign }
        let field = "IngressClass \(ingressClass.metadata.name) spec.parameters"
        guard let reference = ingressClass.spec?.parameters else {
            return .misconfigured(
                IngressProblem(
                    .invalidClass, field: field, problem: "it is not set",
                    remedy: "Set apiGroup \(AKE.group), kind LoadBalancerClass and the name of one"))
        }
        guard reference.apiGroup == AKE.group, reference.kind == LoadBalancerClass.resource.kind else {
            return .misconfigured(
                IngressProblem(
                    .invalidClass, field: field, problem: "it points at a \(reference.kind) of \(reference.apiGroup ?? "the core group")",
                    remedy: "Point it at a LoadBalancerClass of \(AKE.group)"))
        }
        guard let found = parameters.first(where: { $0.metadata.name == reference.name }) else {
            let known = parameters.map(\.metadata.name).sorted().joined(separator: ", ")
            return .misconfigured(
                IngressProblem(
                    .invalidClass, field: field, problem: "there is no LoadBalancerClass \"\(reference.name)\"",
                    remedy: "Create it, or name one of: \(known.isEmpty ? "(none exists)" : known)"))
        }
        return .member(found)
    }
}
