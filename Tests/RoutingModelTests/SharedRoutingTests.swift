import KubernetesAPI
import RoutingModel
import Testing

/// Several Ingresses on the same nodes.
@Suite struct SharedRoutingTests {
    private func ingress(
        _ name: String, in namespace: String = "shop", at seconds: Int64, _ rules: [(String?, String)], default backend: Bool = false
    ) -> Ingress {
        Ingress(
            metadata: ObjectMeta(name: name, namespace: namespace, creationTimestamp: Timestamp(seconds: seconds)),
            spec: Ingress.Spec(
                defaultBackend: backend ? Samples.backend("web", 80) : nil,
                rules: rules.map { host, path in
                    Samples.rule(host, [Samples.path(path, to: Samples.backend("web", 80))])
                }))
    }

    private func plan(_ ingresses: [Ingress]) -> RoutingPlan {
        let services = ["shop", "blog"].map { namespace in
            Service(metadata: ObjectMeta(name: "web", namespace: namespace), spec: Service.Spec(ports: [Service.Port(port: 80)]))
        }
        return RoutingPlan(ingresses: ingresses, services: services, endpointSlices: [])
    }

    private func line(_ plan: RoutingPlan) -> [String] { plan.problems.map { "\($0.object.name) \($0.reason.rawValue) \($0.field)" } }

    @Test func `each Ingress leads to the Services of its own namespace`() {
        let plan = plan([ingress("a", at: 1, [("a.x", "/")]), ingress("b", in: "blog", at: 2, [("b.x", "/")])])
        #expect(plan.problems.isEmpty)
        #expect(plan.table.hosts["a.x"]?.prefix == ["/": "shop/web:80"])
        #expect(plan.table.hosts["b.x"]?.prefix == ["/": "blog/web:80"])
    }

    @Test func `the oldest has a host and path, whatever the order in which they come, and the later one alone is told`() {
        let old = ingress("old", at: 1, [("a.x", "/p")])
        let new = ingress("new", at: 2, [("a.x", "/p"), ("a.x", "/q")])
        for order in [[old, new], [new, old]] {
            let plan = plan(order)
            #expect(line(plan) == ["new HostTaken spec.rules[0].http.paths[0].path"])
            #expect(plan.problems.first?.message.contains("Ingress shop/old") == true)
            #expect(plan.table.hosts["a.x"]?.prefix == ["/p": "shop/web:80", "/q": "shop/web:80"])
        }
    }

    @Test func `a host is its namespace's: another one may not add a path to it, nor take a part of its wildcard`() {
        let old = ingress("old", at: 1, [("a.x", "/"), ("*.w.x", "/")])
        let new = ingress("new", in: "blog", at: 2, [("a.x", "/admin"), ("b.w.x", "/"), ("c.x", "/")])
        let plan = plan([old, new])
        #expect(line(plan) == ["new HostTaken spec.rules[0].host", "new HostTaken spec.rules[1].host"])
        #expect(plan.table.hosts["a.x"]?.prefix == ["/": "shop/web:80"])
        #expect(plan.table.hosts["b.w.x"] == nil)
        #expect(plan.table.hosts["c.x"] != nil)
    }

    @Test func `a later wildcard leaves an older host alone`() {
        let plan = plan([ingress("old", at: 1, [("a.x", "/")]), ingress("new", in: "blog", at: 2, [("*.x", "/")])])
        #expect(plan.problems.isEmpty)
    }

    @Test func `one Ingress has what no rule matches, and one namespace the requests of every host`() {
        let old = ingress("old", at: 1, [(nil, "/")], default: true)
        let new = ingress("new", in: "blog", at: 2, [(nil, "/z")], default: true)
        #expect(line(plan([old, new])) == ["new HostTaken spec.defaultBackend", "new HostTaken spec.rules[0].host"])
        #expect(plan([old, new]).table.defaultService == "shop/web:80")
        let same = ingress("same", at: 3, [], default: true)
        #expect(line(plan([old, same])) == ["same HostTaken spec.defaultBackend"])
    }

    @Test func `within one Ingress nothing has changed`() {
        let twice = ingress("a", at: 1, [("a.x", "/"), ("a.x", "/")])
        #expect(line(plan([twice])) == ["a DuplicateRule spec.rules[1].http.paths[0].path"])
    }
}
