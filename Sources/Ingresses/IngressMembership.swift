import KubernetesAPI

/// Whether an Ingress is ours to serve, and by which class.
public enum IngressMembership: Sendable, Hashable {
    /// Another controller's, or nobody's.
    case foreign
    /// Ours, of this class.
    case member(LoadBalancerClass)
    /// Ours, but its class cannot be used or does not take it.
    case misconfigured(IngressProblem)

    /// The name of our controller in `IngressClass.spec.controller`.
    public static let controllerName = "\(AKE.group)/ingress-controller"

    /// Finds the class of an Ingress: `spec.ingressClassName`, else the older annotation, else the cluster's default class.
    ///
    /// - Parameter namespaceLabels: the labels of the Ingress' namespace; nil when they are not known.
    public static func of(
        _ ingress: Ingress, classes: [IngressClass], parameters: [LoadBalancerClass], namespaceLabels: [String: String]?
    ) -> IngressMembership {
        let name = className(of: ingress)
        let candidate = name.map { name in classes.first { $0.metadata.name == name } } ?? defaultClass(among: classes)
        if candidate == nil, ingress.metadata.finalizers.contains(IngressNames.finalizer) {
            // Its class was there once. That somebody deleted it, or is about to put it back, is no reason to end what serves.
            return .misconfigured(
                IngressProblem(
                    .invalidClass, field: "spec.ingressClassName",
                    problem: name.map { "there is no IngressClass \"\($0)\" any more" }
                        ?? "it is not set, and no IngressClass is the default",
                    remedy: "Create the class again or name another one; to end the nodes, delete the Ingress"))
        }
        guard let ingressClass = candidate, ingressClass.spec?.controller == controllerName else { return .foreign }
        let found: LoadBalancerClass
        switch loadBalancerClass(of: ingressClass, among: parameters) {
        case .success(let success): found = success
        case .failure(let problem): return .misconfigured(problem)
        }
        if let problem = found.problem { return .misconfigured(problem) }
        let namespace = ingress.metadata.namespace ?? "default"
        if let admission = found.spec.namespaces, !admission.admits(namespace, labels: namespaceLabels ?? [:]) {
            return .misconfigured(
                IngressProblem(
                    .namespaceNotAdmitted, field: "metadata.namespace",
                    problem: "class \"\(ingressClass.metadata.name)\" does not serve namespace \"\(namespace)\"",
                    remedy: "Choose another class, or ask the platform team to admit the namespace in LoadBalancerClass "
                        + "\(found.metadata.name) spec.namespaces\(hint(admission))"))
        }
        return .member(found)
    }

    /// The name of the class that an Ingress asks for; nil for the default one.
    static func className(of ingress: Ingress) -> String? {
        ingress.className ?? ingress.metadata.annotation(IngressAnnotation.legacyClass)
    }

    // Of several the newest, as the API server's own admission chooses.
    private static func defaultClass(among classes: [IngressClass]) -> IngressClass? {
        classes.filter { $0.metadata.annotations[IngressClass.defaultAnnotation] == "true" }.min { left, right in
            let (first, second) = (left.metadata.creationTimestamp, right.metadata.creationTimestamp)
            if let first, let second, first != second { return first > second }
            return left.metadata.name < right.metadata.name
        }
    }

    private static func loadBalancerClass(
        of ingressClass: IngressClass, among parameters: [LoadBalancerClass]
    ) -> Result<LoadBalancerClass, IngressProblem> {
        let field = "IngressClass \(ingressClass.metadata.name) spec.parameters"
        guard let reference = ingressClass.spec?.parameters else {
            return .failure(
                IngressProblem(
                    .invalidClass, field: field, problem: "it is not set",
                    remedy: "Set apiGroup \(AKE.group), kind LoadBalancerClass and the name of one"))
        }
        guard reference.apiGroup == AKE.group, reference.kind == LoadBalancerClass.resource.kind else {
            return .failure(
                IngressProblem(
                    .invalidClass, field: field, problem: "it points at a \(reference.kind) of \(reference.apiGroup ?? "the core group")",
                    remedy: "Point it at a LoadBalancerClass of \(AKE.group)"))
        }
        guard reference.scope ?? "Cluster" == "Cluster" else {
            return .failure(
                IngressProblem(
                    .invalidClass, field: field,
                    problem: "its scope is \(reference.scope ?? ""), and LoadBalancerClasses have no namespace",
                    remedy: "Set scope: Cluster and leave namespace out"))
        }
        guard let found = parameters.first(where: { $0.metadata.name == reference.name }) else {
            let known = parameters.map(\.metadata.name).sorted().joined(separator: ", ")
            return .failure(
                IngressProblem(
                    .invalidClass, field: field, problem: "there is no LoadBalancerClass \"\(reference.name)\"",
                    remedy: "Create it, or name one of: \(known.isEmpty ? "(none exists)" : known)"))
        }
        return .success(found)
    }

    private static func hint(_ admission: NamespaceAdmission) -> String {
        guard let labels = admission.selector?.matchLabels, !labels.isEmpty else { return "" }
        return " (it admits those with \(labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ", ")))"
    }
}
