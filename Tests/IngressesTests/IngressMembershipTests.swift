import KubernetesAPI
import Testing

@testable import Ingresses

@Suite struct IngressMembershipTests {
    private func ingressClass(
        _ name: String, controller: String = IngressMembership.controllerName, parameters: String? = "bigip", isDefault: Bool = false
    ) -> IngressClass {
        IngressClass(
            metadata: ObjectMeta(name: name, annotations: isDefault ? [IngressClass.defaultAnnotation: "true"] : [:]),
            spec: .init(
                controller: controller,
                parameters: parameters.map { .init(apiGroup: AKE.group, kind: "LoadBalancerClass", name: $0) }))
    }

    private func ingress(className: String? = nil, annotation: String? = nil) -> Ingress {
        Ingress(
            metadata: ObjectMeta(
                name: "web", namespace: "shop", annotations: annotation.map { [IngressAnnotation.legacyClass: $0] } ?? [:]),
            spec: .init(ingressClassName: className))
    }

    private func membership(
        _ ingress: Ingress, _ classes: [IngressClass], parameters: LoadBalancerClass = Samples.loadBalancerClass,
        labels: [String: String]? = [:]
    ) -> IngressMembership {
        .of(ingress, classes: classes, parameters: [parameters], namespaceLabels: labels)
    }

    private func problem(_ membership: IngressMembership) -> IngressProblem? {
        if case .misconfigured(let problem) = membership { problem } else { nil }
    }

    @Test func `an Ingress of our class is ours, by field or by the older annotation`() {
        #expect(membership(ingress(className: "ake"), [ingressClass("ake")]) == .member(Samples.loadBalancerClass))
        #expect(membership(ingress(annotation: "ake"), [ingressClass("ake")]) == .member(Samples.loadBalancerClass))
    }

    @Test func `an Ingress without a class is ours only if our class is the default`() {
        #expect(membership(ingress(), [ingressClass("ake")]) == .foreign)
        #expect(membership(ingress(), [ingressClass("ake", isDefault: true)]) == .member(Samples.loadBalancerClass))
    }

    @Test func `another controller's Ingress is left alone`() {
        #expect(membership(ingress(className: "nginx"), [ingressClass("nginx", controller: "k8s.io/ingress-nginx")]) == .foreign)
        #expect(membership(ingress(className: "gone"), [ingressClass("ake")]) == .foreign)
        let classes = [ingressClass("nginx", controller: "k8s.io/ingress-nginx", isDefault: true), ingressClass("ake")]
        #expect(membership(ingress(), classes) == .foreign)
    }

    @Test func `an Ingress that is served already is not ended because its class is missing`() {
        var served = ingress(className: "ake")
        served.metadata.finalizers = [IngressNames.finalizer]
        guard case .misconfigured(let problem) = membership(served, []) else { return #expect(Bool(false), "not kept") }
        #expect(problem.description.contains("there is no IngressClass \"ake\" any more"))
        served.spec?.ingressClassName = nil
        guard case .misconfigured = membership(served, [ingressClass("ake")]) else { return #expect(Bool(false), "not kept") }
        served.spec?.ingressClassName = "nginx"
        #expect(membership(served, [ingressClass("nginx", controller: "k8s.io/ingress-nginx")]) == .foreign)
    }

    @Test(
        "a class that cannot be used says why and what to do",
        arguments: [(String?.none, "it is not set"), ("nowhere", "there is no LoadBalancerClass \"nowhere\"")])
    func misconfigured(parameters: String?, expected: String) {
        let result = membership(ingress(className: "ake"), [ingressClass("ake", parameters: parameters)])
        guard case .misconfigured(let problem) = result else { return #expect(Bool(false), "\(result)") }
        #expect(problem.description.contains(expected))
        #expect(problem.reason == .invalidClass)
    }

    @Test(
        "a class serves the namespaces that it names or whose labels match",
        arguments: [
            (NamespaceAdmission(names: ["shop"]), [:], true), (NamespaceAdmission(names: ["other"]), [:], false),
            (NamespaceAdmission(selector: LabelSelector(matchLabels: ["edge": "yes"])), ["edge": "yes"], true),
            (NamespaceAdmission(selector: LabelSelector(matchLabels: ["edge": "yes"])), ["edge": "no"], false),
            (NamespaceAdmission(selector: LabelSelector(matchLabels: ["edge": "yes"])), nil, false),
            (NamespaceAdmission(names: ["shop"], selector: LabelSelector(matchLabels: ["edge": "yes"])), [:], true),
            (NamespaceAdmission(selector: LabelSelector()), [:], true), (NamespaceAdmission(), ["edge": "yes"], false),
            (nil, nil, true),
        ] as [(NamespaceAdmission?, [String: String]?, Bool)])
    func admission(_ admission: NamespaceAdmission?, labels: [String: String]?, isAdmitted: Bool) {
        var loadBalancerClass = Samples.loadBalancerClass
        loadBalancerClass.spec.namespaces = admission
        let result = membership(ingress(className: "ake"), [ingressClass("ake")], parameters: loadBalancerClass, labels: labels)
        #expect((result == .member(loadBalancerClass)) == isAdmitted)
        if !isAdmitted {
            #expect(problem(result)?.reason == .namespaceNotAdmitted)
            #expect(problem(result)?.description.contains("LoadBalancerClass bigip spec.namespaces") == true)
        }
    }

    private static func replicas(default: Int = 2, min: Int = 1, max: Int = 5) -> LoadBalancerClassSpec {
        LoadBalancerClassSpec(
            templateURL: "t", flavors: .init(default: "small"), replicas: .init(default: `default`, min: min, max: max))
    }

    private static func rollout(_ rollout: ClassRollout) -> LoadBalancerClassSpec {
        LoadBalancerClassSpec(templateURL: "t", flavors: .init(default: "small"), rollout: rollout)
    }

    @Test(
        "a class that contradicts itself serves nobody, and says where",
        arguments: [
            (replicas(min: 6), "spec.replicas"), (replicas(min: 0), "spec.replicas"), (replicas(default: 9), "spec.replicas.default"),
            (LoadBalancerClassSpec(templateURL: "t", flavors: .init(default: "huge", allowed: ["small"])), "spec.flavors.default"),
            (rollout(ClassRollout(maxConcurrent: 0)), "spec.rollout"), (rollout(ClassRollout(soakSeconds: -1)), "spec.rollout"),
        ])
    func contradiction(spec: LoadBalancerClassSpec, field: String) {
        let loadBalancerClass = LoadBalancerClass(metadata: ObjectMeta(name: "bigip"), spec: spec)
        let result = membership(ingress(className: "ake"), [ingressClass("ake")], parameters: loadBalancerClass)
        #expect(problem(result)?.field == "LoadBalancerClass bigip \(field)")
    }

    @Test func `of several default classes the newest counts, as for the API server`() {
        var old = ingressClass("a", controller: "k8s.io/ingress-nginx", isDefault: true)
        old.metadata.creationTimestamp = Timestamp(seconds: 1)
        var new = ingressClass("b", isDefault: true)
        new.metadata.creationTimestamp = Timestamp(seconds: 2)
        #expect(membership(ingress(), [old, new]) == .member(Samples.loadBalancerClass))
        new.metadata.creationTimestamp = Timestamp(seconds: 0)
        #expect(membership(ingress(), [old, new]) == .foreign)
    }

    @Test func `parameters with a namespace are refused, since classes have none`() {
        var ours = ingressClass("ake")
        ours.spec?.parameters?.scope = "Namespace"
        ours.spec?.parameters?.namespace = "shop"
        #expect(problem(membership(ingress(className: "ake"), [ours]))?.remedy.contains("scope: Cluster") == true)
    }
}
