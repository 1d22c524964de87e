import JSON
import KubernetesAPI
import RoutingModel
import Testing

@Suite struct RoutingPlanTests {
    @Test func `a rule leads to the ready endpoints of its service`() {
        let plan = Samples.plan(
            Samples.ingress([Samples.rule("Shop.Example", [Samples.path("/")])]),
            slices: [Samples.slice("web-1", of: "web", [Samples.endpoint("10.244.1.3"), Samples.endpoint("10.244.1.2")])])
        #expect(plan.problems.isEmpty)
        #expect(plan.table.hosts == ["shop.example": HostRules(prefix: ["/": "shop/web:80"])])
        #expect(plan.table.services == ["shop/web:80": ["10.244.1.2:8080", "10.244.1.3:8080"]])
        #expect(plan.table.defaultService == nil)
    }

    @Test(
        "only ready endpoints that are not terminating are used",
        arguments: [
            (true, nil, nil, true), (nil, nil, nil, true), (false, nil, nil, false), (true, true, true, false), (false, true, true, false),
            (true, nil, false, true),
        ] as [(Bool?, Bool?, Bool?, Bool)])
    func readiness(ready: Bool?, serving: Bool?, terminating: Bool?, used: Bool) {
        let endpoint = Samples.endpoint("10.244.1.2", ready: ready, serving: serving, terminating: terminating)
        let plan = Samples.plan(
            Samples.ingress([Samples.rule("a", [Samples.path("/")])]), slices: [Samples.slice("web-1", of: "web", [endpoint])])
        #expect(plan.table.services["shop/web:80"] == (used ? ["10.244.1.2:8080"] : []))
    }

    @Test func `an endpoint without conditions is used`() {
        let plan = Samples.plan(
            Samples.ingress([Samples.rule("a", [Samples.path("/")])]),
            slices: [Samples.slice("web-1", of: "web", [EndpointSlice.Endpoint(addresses: ["10.244.1.2"])])])
        #expect(plan.table.services["shop/web:80"] == ["10.244.1.2:8080"])
    }

    @Test func `slices of one service are joined without duplicates, in any order to the same bytes`() throws {
        let ingress = Samples.ingress([Samples.rule("a", [Samples.path("/"), Samples.path("/b", to: Samples.backend("api", 80))])])
        let services = [Samples.service("web"), Samples.service("api"), Samples.service("unused")]
        let slices = [
            Samples.slice("web-1", of: "web", ["10.244.1.2", "10.244.1.9", "10.244.2.1"].map { Samples.endpoint($0) }),
            Samples.slice("web-2", of: "web", ["10.244.2.1", "10.244.1.10"].map { Samples.endpoint($0) }),
            Samples.slice("api-1", of: "api", [Samples.endpoint("10.244.3.1")]),
        ]
        let expected = try JSONWriter.encode(Samples.plan(ingress, services: services, slices: slices).table)
        for _ in 0..<20 {
            let plan = Samples.plan(ingress, services: services.shuffled(), slices: slices.shuffled())
            #expect(plan.table.services["shop/web:80"]?.count == 4)
            #expect(try JSONWriter.encode(plan.table) == expected)
        }
        #expect(try JSONReader.decode(RoutingTable.self, from: expected) == Samples.plan(ingress, services: services, slices: slices).table)
    }

    @Test func `ports are found by number and by name, and both ways are one service`() {
        let service = Samples.service(
            "web", [Service.Port(name: "http", port: 80, targetPort: .string("web")), Service.Port(name: "admin", port: 81)])
        let slice = Samples.slice(
            "web-1", of: "web", [Samples.endpoint("10.244.1.2")],
            ports: [
                EndpointSlice.Port(name: "http", port: 8080), EndpointSlice.Port(name: "admin", port: 9090),
                EndpointSlice.Port(name: "none"),
            ])
        let plan = Samples.plan(
            Samples.ingress([
                Samples.rule(
                    "a",
                    [
                        Samples.path("/", to: Samples.backend("web", 80)), Samples.path("/n", to: Samples.backend("web", named: "http")),
                        Samples.path("/admin", to: Samples.backend("web", named: "admin")),
                    ])
            ]), services: [service], slices: [slice])
        #expect(plan.problems.isEmpty)
        #expect(plan.table.hosts["a"]?.prefix == ["/": "shop/web:80", "/n": "shop/web:80", "/admin": "shop/web:81"])
        #expect(plan.table.services == ["shop/web:80": ["10.244.1.2:8080"], "shop/web:81": ["10.244.1.2:9090"]])
    }

    @Test func `endpoints of another namespace, another protocol and by name are left out`() {
        let plan = Samples.plan(
            Samples.ingress([Samples.rule("a", [Samples.path("/")])]),
            slices: [
                Samples.slice("web-1", of: "web", [Samples.endpoint("10.244.1.2")], in: "other"),
                Samples.slice(
                    "web-2", of: "web", [Samples.endpoint("10.244.1.3")], ports: [EndpointSlice.Port(name: "", port: 53, protocol: "UDP")]),
                Samples.slice("web-3", of: "web", [Samples.endpoint("web.example")], addressType: "FQDN"),
                Samples.slice("web-4", of: "web", [Samples.endpoint("not an address")]),
                Samples.slice("web-5", of: "web", [Samples.endpoint("2001:DB8:0:0::0001")], addressType: "IPv6"),
            ])
        #expect(plan.table.services["shop/web:80"] == ["[2001:db8::1]:8080"])
    }

    @Test func `the default backend takes what no rule matches`() {
        let plan = Samples.plan(Samples.ingress(default: Samples.backend("web", 80)))
        #expect(plan.problems.isEmpty)
        #expect(plan.table.defaultService == "shop/web:80")
        #expect(plan.table.services == ["shop/web:80": []])
    }

    @Test func `rules of the same host are joined, and an earlier one comes before a duplicate`() {
        let plan = Samples.plan(
            Samples.ingress([
                Samples.rule("a", [Samples.path("/x"), Samples.path("/x", "Exact", to: Samples.backend("api", 80))]),
                Samples.rule("A", [Samples.path("/x/", to: Samples.backend("api", 80)), Samples.path("/y")]),
            ]), services: [Samples.service("web"), Samples.service("api")])
        #expect(plan.table.hosts["a"]?.prefix == ["/x": "shop/web:80", "/y": "shop/web:80"])
        #expect(plan.table.hosts["a"]?.exact == ["/x": "shop/api:80"])
        #expect(plan.problems.map(\.reason) == [.duplicateRule])
        #expect(plan.problems.map(\.field) == ["spec.rules[1].http.paths[0].path"])
    }

    @Test func `an empty ingress gives an empty table`() {
        #expect(Samples.plan(Ingress(metadata: ObjectMeta(name: "x", namespace: "shop"))).table == RoutingTable())
    }

    @Test func `tables with the same routes differ in peers at most`() {
        let table = RoutingTable(hosts: ["a": HostRules(prefix: ["/": "x"])], services: ["x": ["10.0.0.1:80"]])
        var other = table
        other.services["x"] = []
        #expect(table.hasSameRoutes(as: other))
        other.services["y"] = []
        #expect(!table.hasSameRoutes(as: other))
        other = table
        other.defaultService = "x"
        #expect(!table.hasSameRoutes(as: other))
    }
}
