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

    private func membership(_ ingress: Ingress, _ classes: [IngressClass]) -> IngressMembership {
        .of(ingress, classes: classes, parameters: [Samples.loadBalancerClass])
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
}
