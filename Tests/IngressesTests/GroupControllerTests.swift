import JSON
import KubernetesAPI
import KubernetesClient
import LabKubernetes
import Testing

@testable import Ingresses

/// Ingresses that share a stack, against a server.
@Suite(.timeLimit(.minutes(5))) struct GroupControllerTests {
    private static let shares = [IngressAnnotation.group.rawValue: "edge"]

    private func with(_ sharing: String = "Class", _ body: @escaping @Sendable (World) async throws -> Void) async throws {
        try await World.with(spec: ["sharing": .string(sharing)], hasIngress: false) { world in
            for name in ["shop", "blog"] {
                try world.server.put(["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(name)]])
            }
            try await body(world)
        }
    }

    private func list(_ world: World) async throws -> IngressGroup? { try await world.client.listAll(IngressGroup.self).items.first }

    private func members(_ world: World) async throws -> [String] { try await list(world)?.spec.members.map { "\($0.key)" } ?? [] }

    private func ready(_ world: World) async throws -> String {
        try await eventually("a HeatStack") { try await world.client.listAll(HeatStack.self).items.count == 1 }
        let stack = try #require(try await world.client.listAll(HeatStack.self).items.first)
        try await world.finishStack(stack.metadata.name, stack.metadata.namespace ?? "")
        return stack.metadata.name
    }

    @Test func `Ingresses of two namespaces share one stack, which goes with the last of them`() async throws {
        try await with { world in
            try await world.client.create(World.ingress("a", "shop", annotations: Self.shares, host: "a.example"))
            try await world.running {
                try await eventually("the list") { try await members(world) == ["shop/a"] }
                let name = try await ready(world)
                // Ages are told by the second.
                try await Task.sleep(for: .milliseconds(1100))
                try await world.client.create(World.ingress("b", "blog", annotations: Self.shares, host: "b.example"))
                try await eventually("the longer list") { try await members(world) == ["shop/a", "blog/b"] }
                for (name, namespace) in [("a", "shop"), ("b", "blog")] {
                    try await eventually("the address of \(name)") {
                        try await world.ingress(name, namespace)?.status?.loadBalancer?.ingress?.first?.ip == "198.51.100.10"
                    }
                    try await eventually("\(name) is ready") {
                        try await world.report(name, namespace)?.conditions["Ready"]?.status == "True"
                    }
                }
                #expect(try await world.client.listAll(HeatStack.self).items.map(\.metadata.namespace) == ["ake-system"])
                // A node reads both, and nothing of the other objects.
                let node = try await world.node(name, "ake-system")
                try await eventually("the right to the other namespace") {
                    (try? await node.get(Ingress.self, "b", namespace: "blog")) != nil
                }
                _ = try await node.get(Ingress.self, "a", namespace: "shop")
                _ = try await node.get(IngressGroup.self, name, namespace: "ake-system")
                let denied = try await #require(throws: KubernetesError.self) { try await node.listAll(Ingress.self, namespace: "blog") }
                #expect(denied.isForbidden)

                try await world.client.delete(Ingress.self, "a", namespace: "shop")
                try await eventually("the first is gone") { try await world.ingress("a", "shop") == nil }
                #expect(try await members(world) == ["blog/b"])
                try await eventually("the rights of the first are gone") {
                    let role = try await world.client.getIfPresent(Role.self, name, namespace: "shop")
                    let services = try? await node.listAll(KubernetesAPI.Service.self, namespace: "shop")
                    return role == nil && services == nil
                }
                #expect(try await world.heatStack(name, "ake-system") != nil)

                try await world.client.delete(Ingress.self, "b", namespace: "blog")
                try await eventually("everything is gone") {
                    let stacks = try await world.client.listAll(HeatStack.self).items
                    let lists = try await world.client.listAll(IngressGroup.self).items
                    let last = try await world.ingress("b", "blog")
                    return stacks.isEmpty && lists.isEmpty && last == nil
                }
                let bindings = try await world.client.listAll(
                    RoleBinding.self, options: ListOptions(labelSelector: IngressNames.uidLabel))
                #expect(bindings.items.isEmpty)
                #expect(try await world.client.getIfPresent(ServiceAccount.self, name, namespace: "ake-system") == nil)
                let refused = try await #require(throws: KubernetesError.self) {
                    try await node.get(IngressGroup.self, name, namespace: "ake-system")
                }
                #expect(refused.isUnauthorized)
                await node.shutdown()
            }
        }
    }

    @Test func `a later Ingress with an older one's host alone is told, and both go on`() async throws {
        try await with { world in
            try await world.client.create(World.ingress("a", "shop", annotations: Self.shares, host: "a.example"))
            try await world.running {
                _ = try await ready(world)
                try await Task.sleep(for: .milliseconds(1100))
                try await world.client.create(World.ingress("b", "blog", annotations: Self.shares, host: "a.example"))
                try await eventually("the condition") { try await world.report("b", "blog")?.conditions["Accepted"]?.reason == "HostTaken" }
                try await eventually("the Event") { try await world.events("blog").contains { $0.reason == "HostTaken" } }
                try await eventually("the first is ready") { try await world.report("a", "shop")?.conditions["Ready"]?.status == "True" }
                #expect(try await world.events("shop").allSatisfy { $0.reason != "HostTaken" })
                #expect(try await members(world) == ["shop/a", "blog/b"])
            }
        }
    }

    @Test func `a class that confines groups to a namespace makes two of one name`() async throws {
        try await with("Namespace") { world in
            try await world.client.create(World.ingress("a", "shop", annotations: Self.shares, host: "a.example"))
            try await world.client.create(World.ingress("b", "blog", annotations: Self.shares, host: "a.example"))
            try await world.running {
                try await eventually("two stacks") {
                    Set(try await world.client.listAll(HeatStack.self).items.compactMap(\.metadata.namespace)) == ["shop", "blog"]
                }
                #expect(try await world.client.listAll(IngressGroup.self).items.allSatisfy { $0.spec.members.count == 1 })
            }
        }
    }

    @Test func `a class that lets none share says so`() async throws {
        try await with("None") { world in
            try await world.client.create(World.ingress("a", "shop", annotations: Self.shares))
            try await world.running {
                try await eventually("the condition") {
                    try await world.report("a", "shop")?.conditions["Accepted"]?.reason == "SharingNotAllowed"
                }
                #expect(try await world.client.listAll(HeatStack.self).items.isEmpty)
            }
        }
    }

    @Test func `an Ingress that joins keeps its own stack until the group's serves it, and one that leaves gets its own`() async throws {
        try await with { world in
            try await world.client.create(World.ingress("a", "shop", host: "a.example"))
            try await world.running {
                try await eventually("its own stack") { try await world.heatStack("a-anlb", "shop") != nil }
                try await world.finishStack("a-anlb", "shop")
                try await world.client.patch(
                    Ingress.self, "a", namespace: "shop",
                    with: .merge(["metadata": ["annotations": .object(Self.shares.mapValues { .string($0) })]]))
                try await eventually("the group's stack") { try await world.client.listAll(HeatStack.self).items.count == 2 }
                #expect(try await world.heatStack("a-anlb", "shop")?.metadata.isBeingDeleted == false)
                let group = try #require(try await list(world)?.metadata.name)
                try await world.finishStack(group, "ake-system")
                try await eventually("its own stack is gone") { try await world.heatStack("a-anlb", "shop") == nil }
                try await eventually("it is ready") { try await world.report("a", "shop")?.heatStack == "ake-system/\(group)" }
                try await world.client.patch(
                    Ingress.self, "a", namespace: "shop",
                    with: .merge(["metadata": ["annotations": [IngressAnnotation.group.rawValue: .null]]]))
                try await eventually("its own stack again, and no group") {
                    let own = try await world.heatStack("a-anlb", "shop")
                    let lists = try await world.client.listAll(IngressGroup.self).items
                    return own != nil && lists.isEmpty
                }
            }
        }
    }

    @Test(
        "a crash or a lost answer at any write of a group leads to the same end",
        arguments: [
            ("create", "ingressgroups"), ("patch", "ingressgroups"), ("create", "roles"), ("create", "rolebindings"), ("create", "secrets"),
            ("create", "heatstacks"), ("delete", "heatstacks"), ("delete", "ingressgroups"), ("delete", "serviceaccounts"),
        ], [LabFault.Action.loseResponse, .drop, .fail(code: 500)])
    func crash(write: (String, String), action: LabFault.Action) async throws {
        try await with { world in
            world.server.inject(LabFault(action, verb: write.0, resource: write.1))
            try await world.client.create(World.ingress("a", "shop", annotations: Self.shares, host: "a.example"))
            try await world.client.create(World.ingress("b", "blog", annotations: Self.shares, host: "b.example"))
            // Each stage is a life of its own.
            try await world.running { try await eventually("a stack") { try await world.client.listAll(HeatStack.self).items.count == 1 } }
            try await world.running {
                _ = try await ready(world)
                try await eventually("both are served") { try await members(world).count == 2 }
                try await world.client.delete(Ingress.self, "a", namespace: "shop")
                try await eventually("the first is gone") { try await world.ingress("a", "shop") == nil }
            }
            try await world.client.delete(Ingress.self, "b", namespace: "blog")
            try await world.running {
                try await eventually("everything is gone") {
                    let left = [
                        try await world.client.listAll(HeatStack.self).items.count,
                        try await world.client.listAll(IngressGroup.self).items.count,
                        try await world.client.listAll(Ingress.self).items.count,
                    ]
                    return left == [0, 0, 0]
                }
            }
            for kind in ["serviceaccounts", "roles", "rolebindings", "clusterroles", "clusterrolebindings"] {
                let left = world.server.objects(kind, group: kind == "serviceaccounts" ? "" : "rbac.authorization.k8s.io")
                    .filter { $0["metadata"]?["labels"]?[IngressNames.uidLabel] != nil }
                #expect(left.isEmpty, "\(kind)")
            }
        }
    }
}
