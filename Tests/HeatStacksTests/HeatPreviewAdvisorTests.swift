import Admission
import ControllerRuntime
import JSON
import KubernetesAPI
import LabHeat
import LabKubernetes
import OpenStackAPI
import OpenStackClient
import Testing

@testable import HeatStacks

/// What Heat would do, told before it does.
@Suite(.timeLimit(.minutes(1))) struct HeatPreviewAdvisorTests {
    static func advisor(_ bench: Bench, deadline: Duration = .seconds(10)) -> HeatPreviewAdvisor {
        HeatPreviewAdvisor(
            client: bench.client, connections: HeatConnections(fixed: bench.heatClient),
            resolver: TemplateResolver(source: TemplateSource(transport: bench.transport)), deadline: deadline)
    }

    static func request(_ bench: Bench, _ path: [String], _ value: JSONValue) async throws -> AdmissionRequest {
        let old = try JSONValue(encoding: try #require(try await bench.object()))
        var new = old
        func set(_ object: inout JSONValue, _ path: ArraySlice<String>) {
            guard let first = path.first else { return }
            var inner = object[first] ?? [:]
            if path.count == 1 { inner = value } else { set(&inner, path.dropFirst()) }
            object[first] = inner
        }
        set(&new, path[...])
        return AdmissionRequest(
            uid: "u", kind: .init(group: AKE.group, version: AKE.version, kind: "HeatStack"), name: "web", namespace: "default",
            operation: .update, object: new, oldObject: old)
    }

    static let member: JSONValue = [
        "added": [
            ["resource_name": "2", "resource_type": "builtin:///cls_member.yaml"],
            ["resource_name": "server", "resource_type": "OS::Nova::Server"],
            ["resource_name": "member", "resource_type": "ADTECH::AXC::BIGIPPoolMember"],
            ["resource_name": "config", "resource_type": "OS::Heat::SoftwareConfig"],
        ]
    ]

    @Test func `a scale is answered with Heat's own preview, and nothing is written`() async throws {
        try await Bench.run { bench in
            try await bench.createWhole()
            let idle: JSONValue = ["resource_name": "config", "resource_type": "OS::Heat::SoftwareConfig"]
            bench.heat.state.withLockedValue {
                $0.preview = Self.member
                $0.idlePreview = ["replaced": [idle, idle]]
            }
            let writes = bench.heatWrites
            for path in [["spec", "params", "replicas"], ["spec", "replicas"]] {
                let request = try await Self.request(bench, path, path.count == 3 ? "3" : 3)
                let advice = await Self.advisor(bench).advice(on: request, isAllowed: true)
                #expect(advice == ["replicas 2 -> 3: 1 server and 1 pool member added, 0 replaced"])
            }
            #expect(bench.heatWrites == writes)
            let body = bench.heat.state.withLockedValue {
                $0.calls.last { $0.path.hasSuffix("/preview") && $0.body["template"] != nil }?.body
            }
            #expect(body?["parameters"] == ["replicas": "3"] && body?["template"] != nil)
        }
    }

    @Test func `the scale subresource is answered too`() async throws {
        try await Bench.run { bench in
            try await bench.createWhole()
            let request = AdmissionRequest(
                uid: "u", kind: .init(group: "autoscaling", version: "v1", kind: "Scale"), subResource: "scale", name: "web",
                namespace: "default", operation: .update, object: ["spec": ["replicas": 1]], oldObject: ["spec": ["replicas": 0]])
            bench.heat.state.withLockedValue {
                $0.preview = ["deleted": [["resource_name": "server", "resource_type": "OS::Nova::Server"]]]
            }
            let advice = await Self.advisor(bench).advice(on: request, isAllowed: true)
            #expect(advice == ["replicas 2 -> 1: 1 server removed, 0 replaced"])
        }
    }

    @Test func `what is refused is told with what it would have replaced, and no secret`() async throws {
        try await Bench.run { bench in
            try await bench.createWhole()
            bench.heat.state.withLockedValue {
                $0.preview = ["replaced": [["resource_name": "server", "resource_type": "OS::Nova::Server"]]]
            }
            var advice = await Self.advisor(bench).advice(
                on: try await Self.request(bench, ["spec", "params", "key_name"], "ops"), isAllowed: false)
            #expect(advice == ["Heat's own preview: key_name (not set) -> ops: 1 server replaced (server)."])
            advice = await Self.advisor(bench).advice(
                on: try await Self.request(bench, ["spec", "params", "kubeconfig"], "hush"), isAllowed: false)
            #expect(advice == ["Heat's own preview: kubeconfig: 1 server replaced (server)."])
        }
    }

    @Test func `where Heat cannot look into new members, what they have now tells`() async throws {
        try await Bench.run { bench in
            try await bench.createWhole()
            DriftTests.fill(bench)
            bench.heat.state.withLockedValue { $0.refusesNestedPreview = true }
            let advice = await Self.advisor(bench).advice(on: try await Self.request(bench, ["spec", "replicas"], 4), isAllowed: true)
            #expect(advice == ["replicas 2 -> 4: 2 servers and 2 pool members added, 0 replaced"])
        }
    }

    @Test func `a Heat that is down, slow or refuses says nothing and holds up nothing`() async throws {
        try await Bench.run { bench in
            try await bench.createWhole()
            let request = try await Self.request(bench, ["spec", "replicas"], 3)
            bench.heat.state.withLockedValue {
                $0.faults = [.init("PATCH", "", count: 999, .refuse(503, retryAfter: nil, type: "x", message: "down"))]
            }
            let begun = ContinuousClock.now
            #expect(await Self.advisor(bench, deadline: .milliseconds(200)).advice(on: request, isAllowed: true) == [])
            #expect(ContinuousClock.now - begun < .seconds(5))
            bench.heat.state.withLockedValue {
                $0.faults = [.init("PATCH", "", count: 999, .refuse(404, retryAfter: nil, type: "EntityNotFound", message: "gone"))]
            }
            #expect(await Self.advisor(bench).advice(on: request, isAllowed: true) == [])
        }
    }

    @Test func `what sends nothing to Heat is asked nothing`() async throws {
        try await Bench.run { bench in
            try await bench.createWhole()
            let calls = bench.heat.state.withLockedValue { $0.calls.count }
            for (path, value) in [(["spec", "suspend"], true), (["metadata", "labels"], ["a": "b"])] as [([String], JSONValue)] {
                #expect(await Self.advisor(bench).advice(on: try await Self.request(bench, path, value), isAllowed: true) == [])
            }
            var creation = try await Self.request(bench, ["spec", "replicas"], 3)
            creation.operation = .create
            #expect(await Self.advisor(bench).advice(on: creation, isAllowed: true) == [])
            #expect(bench.heat.state.withLockedValue { $0.calls.count } == calls)
        }
    }
}
