import KubernetesAPI
import RoutingModel
import Testing

/// One broken rule among good ones: the problem is reported with its field, and the rest is served.
@Suite struct RoutingProblemTests {
    @Test("one broken rule is reported and the others are served", arguments: BrokenRule.all)
    func broken(_ sample: BrokenRule) {
        let plan = Samples.plan(Samples.ingress([Samples.rule("a", [Samples.path("/")]), sample.rule]))
        #expect(plan.problems.map(\.reason) == [sample.reason])
        #expect(plan.problems.map(\.field) == [sample.field])
        #expect(plan.problems.map(\.object) == [ObjectKey(namespace: "shop", name: "shop")])
        #expect(plan.table.hosts["a"] == HostRules(prefix: ["/": "shop/web:80"]))
    }

    @Test("a backend that cannot be served is answered with 503, not with another path's Pods", arguments: UnservedBackend.all)
    func unserved(_ sample: UnservedBackend) {
        let plan = Samples.plan(
            Samples.ingress([Samples.rule("a", [Samples.path("/"), Samples.path("/b", to: sample.backend)])]),
            services: [
                Samples.service("web"), Samples.service("outside", type: "ExternalName"),
                Samples.service("udp", [Service.Port(port: 53, protocol: "UDP")]),
            ],
            slices: [Samples.slice("web-1", of: "web", [Samples.endpoint("10.244.1.2")])])
        #expect(plan.problems.map(\.reason) == [sample.reason])
        #expect(plan.table.hosts["a"]?.prefix == ["/": "shop/web:80", "/b": sample.id])
        #expect(plan.table.services == ["shop/web:80": ["10.244.1.2:8080"], sample.id: []])
    }

    @Test func `a missing port is reported with the ports there are`() {
        let plan = Samples.plan(
            Samples.ingress(default: Samples.backend("web", 8080)),
            services: [Samples.service("web", [Service.Port(name: "http", port: 80), Service.Port(port: 81)])])
        #expect(plan.problems.first?.message.contains("http (80), 81") == true)
        #expect("\(plan.problems)".contains("Ingress shop/shop: spec.defaultBackend.service.port"))
    }
}
