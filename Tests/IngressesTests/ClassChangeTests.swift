import JSON
import KubernetesAPI
import KubernetesClient
import LabKubernetes
import Testing

@testable import Ingresses

/// A class that changes, and people and autoscalers who scale a stack without asking it, against a server.
@Suite(.timeLimit(.minutes(5))) struct ClassChangeTests {
    @Test func `a changed class reaches its stacks one after the other, and not at all behind one that fails`() async throws {
        try await World.with(spec: ["rollout": ["maxConcurrent": 1, "soakSeconds": 0]]) { world in
            try await world.client.create(World.ingress("b", host: "b.example"))
            try await world.client.create(World.ingress("c", host: "c.example"))
            let stacks = ["b-anlb", "c-anlb", "web-anlb"]
            @Sendable func replicas() async throws -> [String] {
                try await stacks.asyncMap { try await world.heatStack($0)?.spec.params["replicas"] ?? "-" }
            }
            try await world.running {
                for stack in stacks {
                    try await eventually("HeatStack \(stack)") { try await world.heatStack(stack) != nil }
                    try await world.finishStack(stack)
                }
                for name in ["b", "c", "web"] {
                    try await eventually("\(name) is ready") { try await world.report(name)?.conditions["Ready"]?.status == "True" }
                }
                try await world.client.patch(
                    LoadBalancerClass.self, "bigip", with: .merge(["spec": ["replicas": ["default": 3]]]))
                try await eventually("the first follows") { try await replicas() == ["3", "2", "2"] }
                try await eventually("the others say that they wait") {
                    let one = try await world.report("c")?.conditions["UpToDate"]?.reason
                    let other = try await world.report("web")?.conditions["UpToDate"]?.reason
                    return one == "WaitingForRollout" && other == "WaitingForRollout"
                }
                #expect(try await replicas() == ["3", "2", "2"])
                // It fails: the wave ends here.
                let stack = try #require(try await world.heatStack("b-anlb"))
                let failed: JSONValue = [
                    "observedGeneration": .integer(stack.metadata.generation ?? 0),
                    "conditions": [
                        [
                            "type": "Stalled", "status": "True", "lastTransitionTime": "2026-01-01T00:00:00Z", "reason": "QuotaExceeded",
                            "message": "no cores left",
                        ]
                    ],
                ]
                try await world.client.patch(
                    HeatStack.self, "b-anlb", namespace: "default", subresource: "status", with: .merge(["status": failed]))
                try await eventually("the others tell why") {
                    try await world.client.patch(
                        Ingress.self, "c", namespace: "default", with: .merge(["metadata": ["labels": ["look": "again"]]]))
                    return try await world.report("c")?.conditions["UpToDate"]?.message.contains("no cores left") == true
                }
                #expect(try await replicas() == ["3", "2", "2"])
                // Mended: the next one follows.
                try await world.finishStack("b-anlb")
                try await world.client.patch(
                    Ingress.self, "c", namespace: "default", with: .merge(["metadata": ["labels": ["look": "once-more"]]]))
                try await eventually("the second follows") { try await replicas()[1] == "3" }
            }
        }
    }

    @Test func `a group follows a changed class as one, in the same wave as the stacks of single Ingresses`() async throws {
        try await World.with(spec: ["rollout": ["maxConcurrent": 1, "soakSeconds": 0]]) { world in
            try world.server.put(["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": "shop"]])
            let members = ["a", "b"]
            for name in members {
                let shares = [IngressAnnotation.group.rawValue: "edge"]
                try await world.client.create(World.ingress(name, "shop", annotations: shares, host: "\(name).example"))
            }
            try await world.running {
                try await eventually("both stacks") { try await world.client.listAll(HeatStack.self).items.count == 2 }
                let group = try #require(try await world.client.listAll(HeatStack.self, namespace: "shop").items.first?.metadata.name)
                @Sendable func replicas() async throws -> [String?] {
                    let (one, all) = (try await world.heatStack(), try await world.heatStack(group, "shop"))
                    return [one, all].map { $0?.spec.params["replicas"] }
                }
                @Sendable func eventuallyBoth(_ what: String, _ isSo: @Sendable (Condition?) -> Bool) async throws {
                    for name in members {
                        try await eventually("\(name): \(what)") { isSo(try await world.report(name, "shop")?.conditions["UpToDate"]) }
                    }
                }
                try await world.finishStack()
                try await world.finishStack(group, "shop")
                try await eventually("the single one is ready") { try await world.report()?.conditions["Ready"]?.status == "True" }
                try await eventuallyBoth("it is up to date") { $0?.status == "True" }
                try await world.client.patch(
                    LoadBalancerClass.self, "bigip",
                    with: .merge(["spec": ["replicas": ["default": 3], "templateURL": "file:///other.yaml"]]))
                try await eventually("the single one follows first") { try await replicas() == ["3", "2"] }
                try await eventuallyBoth("it waits") { $0?.reason == "WaitingForRollout" }
                #expect(try await replicas() == ["3", "2"])
                try await world.finishStack()
                try await eventually("the group follows") {
                    try await world.client.patch(
                        Ingress.self, "a", namespace: "shop",
                        with: .merge(["metadata": ["labels": ["look": .string("\(UInt32.random(in: 0...UInt32.max))")]]]))
                    return try await replicas() == ["3", "3"]
                }
                try await eventuallyBoth("what never arrives, and the remedy") {
                    $0?.reason == "ClassChanged" && $0?.message.contains("templateURL") == true
                        && $0?.message.contains("a group of another name") == true
                }
            }
        }
    }

    @Test func `who scales a stack owns its number, and the controller takes it neither over nor back`() async throws {
        try await World.with { world in
            @Sendable func spec() async throws -> HeatStackSpec? { try await world.heatStack()?.spec }
            try await world.running {
                try await eventually("the HeatStack") { try await world.heatStack() != nil }
                try await world.finishStack()
                try await eventually("it is ready") { try await world.report()?.conditions["Ready"]?.status == "True" }
                try await world.client.scale(
                    HeatStack.self, "web-anlb", namespace: "default", to: 5, options: WriteOptions(fieldManager: "an-autoscaler"))
                try await world.finishStack()
                try await eventually("the report has the number, and whose it is") {
                    let report = try await world.report()
                    return report?.replicas == 5 && report?.conditions["UpToDate"]?.message.contains("spec.replicas") == true
                }
                // Neither the class nor the developer changes that.
                try await world.client.patch(LoadBalancerClass.self, "bigip", with: .merge(["spec": ["replicas": ["default": 4]]]))
                try await eventually("the class is taken up") { try await spec()?.params["replicas"] == "4" }
                try await world.client.patch(
                    Ingress.self, "web", namespace: "default",
                    with: .merge(["metadata": ["annotations": [IngressAnnotation.replicas.rawValue: "3"]]]))
                try await eventually("the developer's number is taken up") { try await spec()?.params["replicas"] == "3" }
                try await eventually("he is told that it has no effect") {
                    let accepted = try await world.report()?.conditions["Accepted"]
                    let events = try await world.events()
                    return accepted?.status == "True" && accepted?.message.contains("kubectl patch heatstack web-anlb") == true
                        && events.contains { $0.reason == "ScaledDirectly" }
                }
                #expect(try await spec()?.replicas == 5)
                try Self.expectOwners(world)
                // The remedy that he was told.
                try await world.client.patch(HeatStack.self, "web-anlb", namespace: "default", with: .merge(["spec": ["replicas": .null]]))
                try await world.finishStack(status: "UPDATE_COMPLETE")
                try await eventually("his number counts") {
                    let report = try await world.report()
                    return report?.replicas == 3 && report?.conditions["Accepted"]?.message == ""
                }
                #expect(try await spec()?.replicas == nil)
            }
        }
    }

    // Whose which field is, as the API server keeps it.
    private static func expectOwners(_ world: World) throws {
        let stack = try #require(world.server.object("heatstacks", group: AKE.group, namespace: "default", name: "web-anlb"))
        let fields = try #require(stack["metadata"]?["managedFields"]?.arrayValue)
        func managers(_ owns: (JSONValue) -> Bool) -> [String] {
            fields.filter { $0["fieldsV1"].map(owns) == true }.compactMap { $0["manager"]?.stringValue }
        }
        #expect(managers { $0["f:spec"]?["f:replicas"] != nil } == ["an-autoscaler"])
        #expect(Set(managers { $0["f:spec"]?["f:params"]?["f:replicas"] != nil }) == [IngressReconciler.fieldManager])
        let applied = fields.first { $0["manager"]?.stringValue == IngressReconciler.fieldManager && $0["operation"] == "Apply" }
        #expect(applied?["fieldsV1"]?["f:spec"] == ["f:params": ["f:replicas": [:]]])
    }
}

extension Sequence {
    fileprivate func asyncMap<Value>(_ body: (Element) async throws -> Value) async rethrows -> [Value] {
        var values: [Value] = []
        for element in self { values.append(try await body(element)) }
        return values
    }
}
