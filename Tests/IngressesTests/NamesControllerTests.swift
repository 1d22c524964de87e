import ControllerRuntime
import HTTPTransport
import JSON
import KubernetesAPI
import KubernetesClient
import LabDesignate
import LabKubernetes
import OpenStackClient
import Testing

@testable import Ingresses

/// The names' controller between an API server and Designate's stand-in.
@Suite(.timeLimit(.minutes(5))) struct NamesControllerTests {
    private struct Scene: Sendable {
        let world: World
        let dns: LabDesignate
        let client: DesignateClient

        /// `name type records`, of those that are not on their way out.
        var records: [String] {
            dns.state.withLockedValue { state in
                state.recordSets.filter { $0.action != "DELETE" }.map { "\($0.name) \($0.type) \($0.records.joined(separator: " "))" }
                    .sorted()
            }
        }

        func condition() async throws -> Condition? { try await world.report()?.conditions["DNSReady"] }

        func touch() async throws {
            try await world.client.patch(
                Ingress.self, "web", namespace: "default",
                with: .merge(["metadata": ["labels": ["touched": .string("t\(UInt32.random(in: 0..<1_000_000))")]]]))
        }

        func reachAddress() async throws {
            try await eventually("the HeatStack") { try await world.heatStack() != nil }
            try await world.finishStack()
        }
    }

    private func with(
        _ dns: [String: JSONValue] = ["zone": "example", "ttl": 60], _ body: @escaping @Sendable (Scene) async throws -> Void
    ) async throws {
        try await LabDesignate.run { lab, url in
            let cloud = CloudConfiguration(
                name: "lab", authenticationURL: url, credentials: .applicationCredential(id: "i", secret: "secret"))
            let transport = try AsyncHTTPTransport()
            let client = DesignateClient(OpenStackClient(cloud: cloud, transport: transport))
            let result: Result<Void, any Error>
            do {
                result = .success(
                    try await World.with(spec: ["dns": .object(dns)]) { world in
                        try await body(Scene(world: world, dns: lab, client: client))
                    })
            } catch {
                result = .failure(error)
            }
            await transport.shutdown()
            try result.get()
        }
    }

    private static func isOurs(_ records: [String]) -> Bool {
        records.count == 2 && records.contains("x.example. A 198.51.100.10")
            && records.contains { $0.hasPrefix("_ake-owner.x.example. TXT \"heritage=ake-ingress-controller,ingress=default/web,uid=") }
    }

    @Test func `hosts get their names, the status its hostname, and deletion takes them back`() async throws {
        try await with { scene in
            try await scene.world.running(designate: scene.client) {
                try await scene.reachAddress()
                try await eventually("the records") { Self.isOurs(scene.records) }
                try await eventually("the hostname") {
                    let point = try await scene.world.ingress()?.status?.loadBalancer?.ingress?.first
                    return point?.hostname == "x.example" && point?.ip == "198.51.100.10" && point?.ports?.first?.port == 80
                }
                try await eventually("it is ready") { try await scene.world.report()?.conditions["Ready"]?.status == "True" }
                #expect(try await scene.condition()?.reason == "Published")
                try await scene.world.client.delete(Ingress.self, "web", namespace: "default")
                try await eventually("the Ingress is gone") { try await scene.world.ingress() == nil }
                #expect(scene.records.isEmpty)
            }
        }
    }

    @Test func `in a steady state Designate is not written to, nor after a restart`() async throws {
        try await with { scene in
            try await scene.world.running(designate: scene.client) {
                try await scene.reachAddress()
                try await eventually("it is ready") { try await scene.world.report()?.conditions["Ready"]?.status == "True" }
            }
            let before = scene.dns.state.withLockedValue { $0.writes.count }
            let looks = scene.dns.state.withLockedValue { $0.calls.count }
            try await scene.world.running(designate: scene.client) {
                try await eventually("it has looked") { scene.dns.state.withLockedValue { $0.calls.count } > looks + 3 }
                try await Task.sleep(for: .milliseconds(300))
            }
            #expect(scene.dns.state.withLockedValue { $0.writes.count } == before)
        }
    }

    @Test("a record set that is not ours is left as it is, and the host follows when it is free", arguments: ["A", "CNAME"])
    func foreign(type: String) async throws {
        try await with { scene in
            scene.dns.state.withLockedValue { $0.put("x.example.", type, ["192.0.2.7"], description: "by hand") }
            try await scene.world.running(designate: scene.client) {
                try await scene.reachAddress()
                try await eventually("the condition") { try await scene.condition()?.reason == "NameTaken" }
                try await eventually("the Event") { try await scene.world.events().contains { $0.reason == "NameTaken" } }
                #expect(scene.records == ["x.example. \(type) 192.0.2.7"])
                #expect(try await scene.world.report()?.conditions["Ready"]?.status == "False")
                #expect(try await scene.world.ingress()?.status?.loadBalancer?.ingress?.first?.hostname == nil)
                scene.dns.state.withLockedValue { $0.recordSets.removeAll() }
                try await scene.touch()
                try await eventually("the records") { Self.isOurs(scene.records) }
            }
            scene.dns.state.withLockedValue { $0.put("y.example.", "A", ["192.0.2.8"], description: "by hand") }
            try await scene.world.client.delete(Ingress.self, "web", namespace: "default")
            try await scene.world.running(designate: scene.client) {
                try await eventually("the Ingress is gone") { try await scene.world.ingress() == nil }
            }
            #expect(scene.records == ["y.example. A 192.0.2.8"])
        }
    }

    @Test(
        "a lost answer, a lost call or a refusal at any write ends the same",
        arguments: [("POST", 0), ("POST", 1), ("PUT", 0), ("DELETE", 0), ("DELETE", 1)],
        [LabDesignateFault.Kind.loseAnswer, .loseCall, .refuse(503), .refuse(409), .refuse(500)])
    func faults(write: (String, Int), kind: LabDesignateFault.Kind) async throws {
        let (method, skipped) = write
        try await with { scene in
            // Calls before the one in question pass.
            scene.dns.state.withLockedValue { state in
                if skipped > 0 { state.faults.append(LabDesignateFault(method, "recordsets", count: 1, .none)) }
                state.faults.append(LabDesignateFault(method, "recordsets", count: 1, kind))
            }
            try await scene.world.running(designate: scene.client) {
                try await scene.reachAddress()
                try await eventually("the records") { Self.isOurs(scene.records) }
                if method == "PUT" {
                    scene.dns.state.withLockedValue { state in
                        for index in state.recordSets.indices where state.recordSets[index].type == "A" {
                            state.recordSets[index].records = ["192.0.2.66"]
                        }
                    }
                    try await scene.touch()
                    try await eventually("the records are put right") { Self.isOurs(scene.records) }
                }
                try await scene.world.client.delete(Ingress.self, "web", namespace: "default")
                try await eventually("the Ingress is gone") { try await scene.world.ingress() == nil }
                #expect(scene.records.isEmpty)
                #expect(scene.dns.state.withLockedValue { $0.faults.isEmpty }, "the fault was never met")
            }
        }
    }

    @Test func `a host that goes takes its record sets along, and slow name servers are waited for`() async throws {
        try await with { scene in
            scene.dns.state.withLockedValue { $0.settlesAtOnce = false }
            try await scene.world.running(designate: scene.client) {
                try await scene.reachAddress()
                try await eventually("they are being published") { try await scene.condition()?.reason == "Publishing" }
                #expect(try await scene.world.ingress()?.status?.loadBalancer?.ingress?.first?.hostname == nil)
                scene.dns.state.withLockedValue { $0.settle() }
                try await eventually("they are published") { try await scene.condition()?.reason == "Published" }
                var rules = try #require(try await scene.world.ingress()?.spec?.rules)
                rules[0].host = "z.example"
                try await scene.world.client.patch(
                    Ingress.self, "web", namespace: "default", with: .merge(["spec": ["rules": try JSONValue(encoding: rules)]]))
                try await eventually("the other host's records") {
                    scene.records.contains("z.example. A 198.51.100.10") && !scene.records.contains("x.example. A 198.51.100.10")
                }
            }
        }
    }

    @Test func `a zone that is not there, and a controller without a cloud, are said`() async throws {
        try await with(["zone": "nowhere.test"]) { scene in
            try await scene.world.running(designate: scene.client) {
                try await scene.reachAddress()
                try await eventually("the condition") { try await scene.condition()?.reason == "ZoneNotFound" }
            }
            try await scene.world.running {
                try await scene.touch()
                try await eventually("the condition") { try await scene.condition()?.reason == "DesignateNotConfigured" }
            }
        }
    }

    @Test func `a class of external-dns gets a DNSEndpoint, and a class that changes its mind cleans up`() async throws {
        try await with(["provider": "ExternalDNS", "zone": "example", "ttl": 60]) { scene in
            try await scene.world.running(designate: scene.client) {
                try await scene.reachAddress()
                try await eventually("the missing CRD is said") { try await scene.condition()?.reason == "ExternalDNSNotInstalled" }
                try scene.world.server.put(Self.endpointDefinition)
                try await scene.touch()
                try await eventually("the DNSEndpoint") {
                    let spec = try await scene.world.client.getIfPresent(DNSEndpoint.self, "web-anlb", namespace: "default")?.spec
                    let expected = DNSEndpoint.Endpoint(dnsName: "x.example", recordTTL: 60, recordType: "A", targets: ["198.51.100.10"])
                    return spec?.endpoints == [expected]
                }
                try await eventually("it waits") { try await scene.condition()?.reason == "EndpointWritten" }
                #expect(scene.records.isEmpty)
                let generation = try await scene.world.client.get(DNSEndpoint.self, "web-anlb", namespace: "default").metadata.generation
                try await scene.world.client.patch(
                    DNSEndpoint.self, "web-anlb", namespace: "default", subresource: "status",
                    with: .merge(["status": ["observedGeneration": .integer(generation ?? 1)]]))
                try await scene.touch()
                try await eventually("external-dns has it") { try await scene.condition()?.status == "True" }
                // The class turns to Designate, then to nothing.
                try await scene.world.client.patch(
                    LoadBalancerClass.self, "bigip", with: .merge(["spec": ["dns": ["provider": "Designate"]]]))
                try await eventually("the records") { Self.isOurs(scene.records) }
                try await eventually("no DNSEndpoint") {
                    try await scene.world.client.getIfPresent(DNSEndpoint.self, "web-anlb", namespace: "default") == nil
                }
                try await scene.world.client.patch(LoadBalancerClass.self, "bigip", with: .merge(["spec": ["dns": .null]]))
                try await eventually("no records") { scene.records.isEmpty }
                try await eventually("no condition") { try await scene.condition() == nil }
                try await eventually("no finalizer") {
                    try await scene.world.ingress()?.metadata.finalizers == [IngressNames.finalizer]
                }
            }
        }
    }

    private static let endpointDefinition: JSONValue = [
        "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
        "metadata": ["name": "dnsendpoints.externaldns.k8s.io"],
        "spec": [
            "group": "externaldns.k8s.io", "scope": "Namespaced",
            "names": ["kind": "DNSEndpoint", "listKind": "DNSEndpointList", "plural": "dnsendpoints", "singular": "dnsendpoint"],
            "versions": [
                [
                    "name": "v1alpha1", "served": true, "storage": true, "subresources": ["status": [:]],
                    "schema": ["openAPIV3Schema": ["type": "object", "x-kubernetes-preserve-unknown-fields": true]],
                ]
            ],
        ],
    ]
}
