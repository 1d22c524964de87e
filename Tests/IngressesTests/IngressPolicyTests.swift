import Admission
import Ingresses
import JSON
import KubernetesAPI
import Testing

@Suite struct IngressPolicyTests {
    static let flavor = IngressAnnotation.flavor.rawValue
    static let replicas = IngressAnnotation.replicas.rawValue

    static let policy = IngressPolicy {
        IngressMembership.of(
            $0,
            classes: [
                IngressClass(
                    metadata: ObjectMeta(name: "ake"),
                    spec: .init(
                        controller: IngressMembership.controllerName,
                        parameters: .init(apiGroup: AKE.group, kind: "LoadBalancerClass", name: "bigip"))),
                IngressClass(metadata: ObjectMeta(name: "nginx"), spec: .init(controller: "k8s.io/ingress-nginx")),
            ],
            parameters: [LoadBalancerClass(metadata: ObjectMeta(name: "bigip"), spec: classSpec)], namespaceLabels: [:])
    }

    static func ingress(_ annotations: [String: String], class name: String? = "ake", deleted: Bool = false) -> JSONValue {
        var metadata: JSONValue = ["name": "web", "namespace": "shop", "annotations": .object(annotations.mapValues { .string($0) })]
        if deleted { metadata["deletionTimestamp"] = "2026-01-01T00:00:00Z" }
        return [
            "apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": metadata,
            "spec": name.map { ["ingressClassName": .string($0)] } ?? [:],
        ]
    }

    static func verdict(
        _ new: JSONValue?, old: JSONValue? = nil, _ operation: AdmissionRequest.Operation? = nil, kind: String = "Ingress",
        subResource: String? = nil
    ) -> AdmissionVerdict {
        policy.verdict(
            on: AdmissionRequest(
                uid: "u", kind: .init(group: "networking.k8s.io", version: "v1", kind: kind), subResource: subResource, name: "web",
                namespace: "shop", operation: operation ?? (old == nil ? .create : .update), object: new, oldObject: old))
    }

    @Test(
        arguments: [
            ([flavor: "huge"], "there is no flavor \"huge\""), ([replicas: "many"], "is not a whole number"),
            ([replicas: "99"], "is out of bounds"),
        ]) func `what the controller would refuse is refused at once, in its words`(annotations: [String: String], text: String) throws
    {
        guard case .refused(let message) = Self.verdict(Self.ingress(annotations)) else {
            Issue.record("not refused")
            return
        }
        #expect(message.hasPrefix("Ingress shop/web: ake.adtech.cyberagent.io/") && message.contains(text))
        let (result, _) = IngressParameters.read(from: annotations, class: Self.classSpec, className: "bigip")
        guard case .failure(let problems) = result, let problem = problems.all.first else {
            Issue.record("the controller takes it")
            return
        }
        #expect(message.contains(problem.description))
    }

    static let classSpec = LoadBalancerClassSpec(
        templateURL: "builtin://cls", flavors: .init(default: "small", allowed: ["small", "large"]))

    @Test func `what is right is allowed`() {
        #expect(Self.verdict(Self.ingress([Self.flavor: "large", Self.replicas: "3"])) == .allowed)
        #expect(Self.verdict(Self.ingress([:])) == .allowed)
    }

    @Test func `what is odd is told`() {
        guard case .warned(let sentences) = Self.verdict(Self.ingress(["ake.adtech.cyberagent.io/typo": "x"])) else {
            Issue.record("not told")
            return
        }
        #expect(sentences.count == 1 && sentences[0].contains("ake.adtech.cyberagent.io/typo"))
    }

    @Test func `what was wrong before can still be changed and mended, but not made worse`() {
        let old = Self.ingress([Self.flavor: "huge"])
        #expect(Self.verdict(Self.ingress([Self.flavor: "huge", "team": "a"]), old: old) == .allowed)
        #expect(Self.verdict(Self.ingress([Self.flavor: "small"]), old: old) == .allowed)
        guard case .refused(let message) = Self.verdict(Self.ingress([Self.flavor: "huge", Self.replicas: "0"]), old: old) else {
            Issue.record("not refused")
            return
        }
        #expect(message.contains(Self.replicas) && !message.contains("huge"))
    }

    @Test func `other controllers' Ingresses, deletions, the status and other kinds are none of its business`() {
        let wrong = [Self.flavor: "huge"]
        #expect(Self.verdict(Self.ingress(wrong, class: "nginx")) == .allowed)
        #expect(Self.verdict(Self.ingress(wrong, class: nil)) == .allowed)
        #expect(Self.verdict(Self.ingress(wrong, deleted: true)) == .allowed)
        #expect(Self.verdict(nil, old: Self.ingress(wrong), .delete) == .allowed)
        #expect(Self.verdict(Self.ingress(wrong), subResource: "status") == .allowed)
        #expect(Self.verdict(Self.ingress(wrong), kind: "IngressClass") == .allowed)
        #expect(Self.verdict("nonsense") == .allowed)
    }

    @Test func `while the classes are not known, everything is allowed`() {
        let blind = IngressPolicy { _ in .foreign }
        let request = AdmissionRequest(
            uid: "u", kind: .init(group: "networking.k8s.io", version: "v1", kind: "Ingress"), operation: .create,
            object: Self.ingress([Self.flavor: "huge"]))
        #expect(blind.verdict(on: request) == .allowed)
    }
}
