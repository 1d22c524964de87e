import ControllerRuntime
import JSON
import KubernetesAPI
import KubernetesClient
import LabKubernetes
import Testing

@testable import Ingresses

/// The Ingress controller against a server of its own. What the HeatStack controller would report is written by the test.
@Suite(.timeLimit(.minutes(5))) struct IngressControllerTests {
    @Test func `an Ingress becomes a HeatStack, its outputs become the address, and deletion leaves nothing`() async throws {
        try await World.with { world in
            try await world.running {
                try await eventually("the HeatStack") { try await world.heatStack() != nil }
                let secret = try await world.client.get(Secret.self, "web-anlb", namespace: "default")
                let bytes = try #require(secret.data?[IngressNames.kubeconfigKey]?.bytes)
                let node = try KubernetesClient(
                    configuration: KubernetesConfiguration(kubeconfig: JSONReader.decode(Kubeconfig.self, from: bytes)))
                let own = try await node.listAll(
                    Ingress.self, namespace: "default", options: ListOptions(fieldSelector: "metadata.name=web"))
                #expect(own.items.count == 1)
                let denied = try await #require(throws: KubernetesError.self) { try await node.listAll(Secret.self, namespace: "default") }
                #expect(denied.isForbidden)
                _ = try await node.createToken(serviceAccount: "web-anlb", namespace: "default", request: .init(expirationSeconds: 3600))

                try await world.finishStack()
                try await eventually("the address") {
                    try await world.ingress()?.status?.loadBalancer?.ingress?.first?.ip == "198.51.100.10"
                }
                try await world.client.delete(Ingress.self, "web", namespace: "default")
                try await eventually("everything is gone") {
                    let ingress = try await world.ingress()
                    let stack = try await world.heatStack()
                    return ingress == nil && stack == nil
                }
                try await eventually("its rights are gone") {
                    let bindings = try await world.client.listAll(
                        ClusterRoleBinding.self, options: ListOptions(labelSelector: IngressNames.uidLabel))
                    let account = try await world.client.getIfPresent(ServiceAccount.self, "web-anlb", namespace: "default")
                    let secret = try await world.client.getIfPresent(Secret.self, "web-anlb", namespace: "default")
                    let roles = try await world.client.listAll(ClusterRole.self, options: ListOptions(labelSelector: IngressNames.uidLabel))
                    return bindings.items.isEmpty && roles.items.isEmpty && account == nil && secret == nil
                }
                let refused = try await #require(throws: KubernetesError.self) {
                    try await node.get(Ingress.self, "web", namespace: "default")
                }
                #expect(refused.isUnauthorized)
                await node.shutdown()
            }
        }
    }

    @Test func `in a steady state nothing is written, nor after a restart`() async throws {
        try await World.with { world in
            try await world.running {
                try await eventually("the HeatStack") { try await world.heatStack() != nil }
                try await world.finishStack()
                try await eventually("the address") { try await world.ingress()?.status?.loadBalancer?.ingress?.isEmpty == false }
                try await eventually("the event") { try await world.events().contains { $0.reason == "AddressAssigned" } }
                try await eventually("the report") { try await world.report()?.conditions["Ready"]?.status == "True" }
                // What came of the last writes is looked at once more.
                try await Task.sleep(for: .seconds(1))
            }
            world.server.clearRequests()
            try await world.running {
                try await eventually("the caches are filled") { world.server.requests.filter { $0.verb == "watch" }.count >= 12 }
                try await Task.sleep(for: .milliseconds(500))
            }
            #expect(world.server.requests.filter(\.isWrite).isEmpty)
        }
    }

    @Test(
        "bad parameters give an Event with the remedy, and no stack",
        arguments: [
            (IngressAnnotation.replicas, "many", "whole number from 1 to 5"), (.flavor, "huge", "Choose one of: small, large"),
        ])
    func badParameters(annotation: IngressAnnotation, value: String, remedy: String) async throws {
        try await World.with(annotations: [annotation.rawValue: value]) { world in
            try await world.running {
                try await eventually("the event") {
                    try await world.events().contains {
                        $0.reason == "InvalidParameter" && $0.note?.contains(remedy) == true && $0.regarding?.name == "web"
                    }
                }
                #expect(try await world.heatStack() == nil)
                #expect(try await world.ingress()?.metadata.finalizers == [])
                try await eventually("the report") {
                    let accepted = try await world.report()?.conditions["Accepted"]
                    return accepted?.status == "False" && accepted?.message.contains(remedy) == true
                }
            }
        }
    }

    @Test func `scaling out gives the new nodes a new token`() async throws {
        try await World.with { world in
            try await world.running {
                try await eventually("the HeatStack") { try await world.heatStack() != nil }
                try await world.finishStack()
                let before = try await world.client.get(Secret.self, "web-anlb", namespace: "default").data
                try await Task.sleep(for: .milliseconds(1100))
                try await world.client.patch(
                    Ingress.self, "web", namespace: "default",
                    with: .merge(["metadata": ["annotations": [IngressAnnotation.replicas.rawValue: "3"]]]))
                try await eventually("three replicas") { try await world.heatStack()?.spec.params["replicas"] == "3" }
                #expect(try await world.client.get(Secret.self, "web-anlb", namespace: "default").data != before)
            }
        }
    }

    @Test(
        "a crash or a lost answer at any write leads to the same end",
        arguments: [
            ("patch", "ingresses"), ("create", "serviceaccounts"), ("create", "roles"), ("create", "rolebindings"),
            ("create", "clusterroles"), ("create", "clusterrolebindings"), ("create", "serviceaccounts/token"), ("create", "secrets"),
            ("create", "heatstacks"), ("patch", "ingresses/status"), ("create", "ingressstatuses"), ("patch", "ingressstatuses/status"),
            ("create", "events"),
        ], [LabFault.Action.loseResponse, .drop, .fail(code: 500), .fail(code: 409, reason: "Conflict")])
    func crash(write: (String, String), action: LabFault.Action) async throws {
        try await World.with { world in
            world.server.inject(LabFault(action, verb: write.0, resource: write.1))
            // The first life ends as soon as the fault has been met; the second must find its way from whatever the first one left.
            try await world.running {
                try await eventually("the fault is met") {
                    if try await world.heatStack() != nil { try await world.finishStack() }
                    return world.server.requests.contains { $0.verb == write.0 && $0.resource == write.1 }
                }
            }
            try await world.running {
                try await eventually("the HeatStack") { try await world.heatStack() != nil }
                try await world.finishStack()
                try await eventually("the address") {
                    try await world.ingress()?.status?.loadBalancer?.ingress?.first?.ip == "198.51.100.10"
                }
                try await eventually("the report") { try await world.report()?.conditions["Accepted"]?.status == "True" }
            }
            #expect(try await world.client.listAll(HeatStack.self).items.count == 1)
            #expect(try await world.ingress()?.metadata.finalizers == [IngressNames.finalizer])
            #expect(try await world.client.getIfPresent(ServiceAccount.self, "web-anlb", namespace: "default") != nil)
            #expect(try await world.client.getIfPresent(RoleBinding.self, "web-anlb", namespace: "default") != nil)
            let bindings = try await world.client.listAll(
                ClusterRoleBinding.self, options: ListOptions(labelSelector: IngressNames.uidLabel))
            #expect(bindings.items.count == 1)
        }
    }

    @Test func `a namespace that the class does not serve is refused, and served as soon as its label says so`() async throws {
        try await World.with(spec: ["namespaces": ["selector": ["matchLabels": ["edge": "yes"]]]]) { world in
            try await world.running {
                try await eventually("the Event") { try await world.events().contains { $0.reason == "NamespaceNotAdmitted" } }
                try await eventually("the report") {
                    try await world.report()?.conditions["Ready"]?.reason == "NamespaceNotAdmitted"
                }
                #expect(try await world.heatStack() == nil)
                try await world.client.patch(Namespace.self, "default", with: .merge(["metadata": ["labels": ["edge": "yes"]]]))
                try await eventually("the HeatStack") { try await world.heatStack() != nil }
                try await world.finishStack()
                try await eventually("it is ready") { try await world.report()?.conditions["Ready"]?.status == "True" }
                // Taken away again: what runs goes on, and nothing more is done for it.
                try await world.client.patch(Namespace.self, "default", with: .merge(["metadata": ["labels": ["edge": .null]]]))
                try await eventually("the report") {
                    try await world.report()?.conditions["Accepted"]?.reason == "NamespaceNotAdmitted"
                }
                #expect(try await world.heatStack() != nil)
            }
        }
    }
}
