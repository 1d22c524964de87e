import ControllerRuntime
import FoundationEssentials
import JSON
import KubernetesAPI
import KubernetesClient
import LabKubernetes
import Logging
import Testing
import YAML

@testable import Ingresses

/// The Ingress controller against a server of its own. What the HeatStack controller would report is written by the test.
@Suite(.timeLimit(.minutes(2))) struct IngressControllerTests {
    private static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private struct World: Sendable {
        let server: LabKubernetes
        let client: KubernetesClient
        /// The client of the controller itself: with the rights of deploy/rbac/ingress-controller.yaml and no more.
        let limited: KubernetesClient

        func controller() -> IngressController {
            IngressController(
                client: limited, kubeconfig: NodeKubeconfig(server: server.url, certificateAuthority: Array(server.caPEM.utf8)),
                instance: "test", logger: IngressControllerTests.quiet)
        }

        /// Runs a controller beside a body, and ends it as a crash would: in the midst of whatever it does.
        func running(_ body: @escaping @Sendable () async throws -> Void) async throws {
            let controller = controller()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for service in controller.standby + controller.leading { group.addTask { try await service.run() } }
                try await body()
                group.cancelAll()
            }
        }

        func heatStack() async throws -> HeatStack? { try await client.getIfPresent(HeatStack.self, "web-anlb", namespace: "default") }

        func ingress() async throws -> Ingress? { try await client.getIfPresent(Ingress.self, "web", namespace: "default") }

        func events() async throws -> [Event] { try await client.listAll(Event.self, namespace: "default").items }

        /// Says what the HeatStack controller would say of a finished stack, and plays its finalizer.
        func finishStack(status: String = "CREATE_COMPLETE", servers: [String] = ["10.20.0.11", "10.20.0.12"]) async throws {
            let stack = try await client.get(HeatStack.self, "web-anlb", namespace: "default")
            let report: JSONValue = [
                "stackStatus": .string(status), "observedGeneration": .integer(stack.metadata.generation ?? 0),
                "lastOutputs": ["bigip_vsip": "198.51.100.10", "server_addresses": .array(servers.map { .string($0) })],
                "conditions": [
                    [
                        "type": "Ready", "status": "True", "lastTransitionTime": "2026-01-01T00:00:00Z", "reason": "StackCreateComplete",
                        "message": "",
                    ]
                ],
            ]
            try await client.patch(
                HeatStack.self, "web-anlb", namespace: "default", subresource: "status", with: .merge(["status": report]))
        }
    }

    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    private func withWorld(annotations: [String: String] = [:], _ body: @escaping @Sendable (World) async throws -> Void) async throws {
        let server = try await LabKubernetes.start()
        let kubeconfig = try JSONReader.decode(Kubeconfig.self, from: server.kubeconfig)
        let client = try KubernetesClient(
            configuration: KubernetesConfiguration(kubeconfig: kubeconfig),
            retryPolicy: RetryPolicy(attempts: 2, firstPause: .milliseconds(5)))
        var limited: KubernetesClient?
        do {
            try prepare(server)
            limited = try await limitedClient(server, client)
            try await client.create(
                Ingress(
                    metadata: ObjectMeta(name: "web", namespace: "default", annotations: annotations),
                    spec: .init(
                        ingressClassName: "ake",
                        rules: [
                            .init(
                                host: "x.example",
                                http: .init(paths: [
                                    .init(path: "/", pathType: "Prefix", backend: .init(service: .init(name: "s", port: .init(number: 80))))
                                ]))
                        ])))
            try await body(World(server: server, client: client, limited: try #require(limited)))
        } catch {
            await limited?.shutdown()
            await client.shutdown()
            try await server.stop()
            throw error
        }
        await limited?.shutdown()
        await client.shutdown()
        try await server.stop()
    }

    private func limitedClient(_ server: LabKubernetes, _ client: KubernetesClient) async throws -> KubernetesClient {
        let token = try await client.createToken(
            serviceAccount: "ake-ingress-controller", namespace: "ake-system", request: .init(expirationSeconds: 3600))
        let kubeconfig = try JSONReader.decode(Kubeconfig.self, from: server.kubeconfig(token: token.token))
        return try KubernetesClient(
            configuration: KubernetesConfiguration(kubeconfig: kubeconfig),
            retryPolicy: RetryPolicy(attempts: 2, firstPause: .milliseconds(5)))
    }

    private func prepare(_ server: LabKubernetes) throws {
        let files = [
            "deploy/crds/heatstacks.yaml", "deploy/crds/loadbalancerclasses.yaml", "deploy/rbac/node.yaml",
            "deploy/rbac/ingress-controller.yaml",
        ]
        for file in files {
            for object in try YAMLReader.values(Array(try Data(contentsOf: Self.root.appending(path: file)))) { try server.put(object) }
        }
        try server.put([
            "apiVersion": "networking.k8s.io/v1", "kind": "IngressClass", "metadata": ["name": "ake"],
            "spec": [
                "controller": .string(IngressMembership.controllerName),
                "parameters": ["apiGroup": .string(AKE.group), "kind": "LoadBalancerClass", "name": "bigip", "scope": "Cluster"],
            ],
        ])
        try server.put([
            "apiVersion": "ake.adtech.cyberagent.io/v1alpha1", "kind": "LoadBalancerClass", "metadata": ["name": "bigip"],
            "spec": [
                "templateURL": "file:///cls.yaml", "flavors": ["default": "small", "allowed": ["small", "large"]],
                "replicas": ["default": 2, "min": 1, "max": 5], "params": ["image": "lb"],
            ],
        ])
    }

    private func eventually(_ what: String, _ condition: () async throws -> Bool) async throws {
        let deadline = ContinuousClock.now + .seconds(15)
        while try await !condition() {
            try #require(ContinuousClock.now < deadline, "it did not happen within 15 seconds: \(what)")
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    @Test func `an Ingress becomes a HeatStack, its outputs become the address, and deletion leaves nothing`() async throws {
        try await withWorld { world in
            try await world.running {
                try await eventually("the HeatStack") { try await world.heatStack() != nil }
                let secret = try await world.client.get(Secret.self, "web-anlb", namespace: "default")
                let bytes = try #require(secret.data?[IngressNames.kubeconfigKey]?.bytes)
                let node = try KubernetesClient(
                    configuration: KubernetesConfiguration(kubeconfig: JSONReader.decode(Kubeconfig.self, from: bytes)))
                #expect(try await node.listAll(Ingress.self, namespace: "default").items.count == 1)
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
                    return bindings.items.isEmpty && account == nil && secret == nil
                }
                let refused = try await #require(throws: KubernetesError.self) {
                    try await node.listAll(Ingress.self, namespace: "default")
                }
                #expect(refused.isUnauthorized)
                await node.shutdown()
            }
        }
    }

    @Test func `in a steady state nothing is written, nor after a restart`() async throws {
        try await withWorld { world in
            try await world.running {
                try await eventually("the HeatStack") { try await world.heatStack() != nil }
                try await world.finishStack()
                try await eventually("the address") { try await world.ingress()?.status?.loadBalancer?.ingress?.isEmpty == false }
                try await eventually("the event") { try await world.events().contains { $0.reason == "AddressAssigned" } }
            }
            world.server.clearRequests()
            try await world.running {
                try await eventually("the caches are filled") { world.server.requests.filter { $0.verb == "watch" }.count >= 8 }
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
        try await withWorld(annotations: [annotation.rawValue: value]) { world in
            try await world.running {
                try await eventually("the event") {
                    try await world.events().contains {
                        $0.reason == "InvalidParameter" && $0.note?.contains(remedy) == true && $0.regarding?.name == "web"
                    }
                }
                #expect(try await world.heatStack() == nil)
                #expect(try await world.ingress()?.metadata.finalizers == [])
            }
        }
    }

    @Test func `scaling out gives the new nodes a new token`() async throws {
        try await withWorld { world in
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
            ("patch", "ingresses"), ("patch", "serviceaccounts"), ("patch", "roles"), ("patch", "rolebindings"),
            ("patch", "clusterrolebindings"), ("create", "serviceaccounts/token"), ("patch", "secrets"), ("create", "heatstacks"),
            ("patch", "ingresses/status"), ("create", "events"),
        ], [LabFault.Action.loseResponse, .drop, .fail(code: 500), .fail(code: 409, reason: "Conflict")])
    func crash(write: (String, String), action: LabFault.Action) async throws {
        try await withWorld { world in
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
}
