import ControllerRuntime
import FoundationEssentials
import JSON
import KubernetesAPI
import KubernetesClient
import LabKubernetes
import Logging
import OpenStackClient
import ServiceLifecycle
import TestSupport
import Testing
import YAML

@testable import Ingresses

/// A server with the class `ake` and the Ingress `default/web`, and the controller's own limited client.
struct World: Sendable {
    static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    let server: LabKubernetes
    let client: KubernetesClient
    /// The client of the controller itself: with the rights of deploy/rbac/ingress-controller.yaml and no more.
    let limited: KubernetesClient

    func manager(designate: DesignateClient? = nil, logger: Logger = quiet) throws -> Manager {
        let manager = try Manager(client: limited, logger: logger, signals: [], closesClient: false)
        IngressController.add(
            to: manager, kubeconfig: NodeKubeconfig(server: server.url, certificateAuthority: Array(server.caPEM.utf8)),
            designate: designate)
        return manager
    }

    /// Runs a controller beside a body, and ends it as a crash would: in the midst of whatever it does.
    func running(
        designate: DesignateClient? = nil, logger: Logger = quiet, beside others: [any ServiceLifecycle.Service] = [],
        _ body: @escaping @Sendable () async throws -> Void
    ) async throws {
        let manager = try manager(designate: designate, logger: logger)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await manager.run() }
            for service in others { group.addTask { try await service.run() } }
            try await body()
            group.cancelAll()
        }
    }

    func heatStack(_ name: String = "web-anlb", _ namespace: String = "default") async throws -> HeatStack? {
        try await client.getIfPresent(HeatStack.self, name, namespace: namespace)
    }

    func ingress(_ name: String = "web", _ namespace: String = "default") async throws -> Ingress? {
        try await client.getIfPresent(Ingress.self, name, namespace: namespace)
    }

    func report(_ name: String = "web", _ namespace: String = "default") async throws -> IngressStatusStatus? {
        try await client.getIfPresent(IngressStatus.self, name, namespace: namespace)?.status
    }

    func events(_ namespace: String = "default") async throws -> [Event] {
        try await client.listAll(Event.self, namespace: namespace).items
    }

    /// A client with the credential that stands in the stack's Secret.
    func node(_ name: String = "web-anlb", _ namespace: String = "default") async throws -> KubernetesClient {
        let secret = try await client.get(Secret.self, name, namespace: namespace)
        let bytes = try #require(secret.data?[IngressNames.kubeconfigKey]?.bytes)
        return try KubernetesClient(
            configuration: KubernetesConfiguration(kubeconfig: JSONReader.decode(Kubeconfig.self, from: bytes)))
    }

    /// Says what the HeatStack controller would say of a finished stack.
    func finishStack(
        _ name: String = "web-anlb", _ namespace: String = "default", status: String = "CREATE_COMPLETE",
        servers: [String] = ["10.20.0.11", "10.20.0.12"]
    ) async throws {
        let stack = try await client.get(HeatStack.self, name, namespace: namespace)
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
        try await client.patch(HeatStack.self, name, namespace: namespace, subresource: "status", with: .merge(["status": report]))
    }

    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Makes a world for the time of a body.
    ///
    /// - Parameter spec: what the class has besides.
    static func with(
        annotations: [String: String] = [:], spec: [String: JSONValue] = [:], hasIngress: Bool = true,
        _ body: @escaping @Sendable (World) async throws -> Void
    ) async throws {
        try await gate.within { try await make(annotations, spec, hasIngress, body) }
    }

    private static let gate = Gate(12)

    private static func make(
        _ annotations: [String: String], _ spec: [String: JSONValue], _ hasIngress: Bool,
        _ body: @escaping @Sendable (World) async throws -> Void
    ) async throws {
        let server = try await LabKubernetes.start()
        let client = try self.client(server.kubeconfig)
        var limited: KubernetesClient?
        do {
            try prepare(server, spec)
            let token = try await client.createToken(
                serviceAccount: "ake-ingress-controller", namespace: "ake-system", request: .init(expirationSeconds: 3600))
            limited = try self.client(server.kubeconfig(token: token.token))
            if hasIngress { try await client.create(ingress(annotations: annotations)) }
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

    static func ingress(
        _ name: String = "web", _ namespace: String = "default", annotations: [String: String] = [:], host: String = "x.example"
    ) -> Ingress {
        Ingress(
            metadata: ObjectMeta(name: name, namespace: namespace, annotations: annotations),
            spec: .init(
                ingressClassName: "ake",
                rules: [
                    .init(
                        host: host,
                        http: .init(paths: [
                            .init(path: "/", pathType: "Prefix", backend: .init(service: .init(name: "s", port: .init(number: 80))))
                        ]))
                ]))
    }

    private static func client(_ kubeconfig: [UInt8]) throws -> KubernetesClient {
        try KubernetesClient(
            configuration: KubernetesConfiguration(kubeconfig: JSONReader.decode(Kubeconfig.self, from: kubeconfig)),
            retryPolicy: RetryPolicy(attempts: 2, firstPause: .milliseconds(5)))
    }

    private static func prepare(_ server: LabKubernetes, _ spec: [String: JSONValue]) throws {
        let files = [
            "deploy/crds/heatstacks.yaml", "deploy/crds/loadbalancerclasses.yaml", "deploy/crds/ingressstatuses.yaml",
            "deploy/crds/ingressgroups.yaml", "deploy/crds/nodereports.yaml",
            "lab/kubernetes/bgppeers.yaml", "deploy/rbac/ingress-controller.yaml",
        ]
        for file in files {
            for object in try YAMLReader.values(Array(try Data(contentsOf: root.appending(path: file)))) { try server.put(object) }
        }
        try server.put([
            "apiVersion": "networking.k8s.io/v1", "kind": "IngressClass", "metadata": ["name": "ake"],
            "spec": [
                "controller": .string(IngressMembership.controllerName),
                "parameters": ["apiGroup": .string(AKE.group), "kind": "LoadBalancerClass", "name": "bigip", "scope": "Cluster"],
            ],
        ])
        var loadBalancerClass: JSONValue = [
            "apiVersion": "ake.adtech.cyberagent.io/v1alpha1", "kind": "LoadBalancerClass", "metadata": ["name": "bigip"],
            "spec": [
                "templateURL": "file:///cls.yaml", "flavors": ["default": "small", "allowed": ["small", "large"]],
                "replicas": ["default": 2, "min": 1, "max": 5], "params": ["image": "lb"],
            ],
        ]
        for (name, value) in spec { loadBalancerClass["spec"]?[name] = value }
        try server.put(loadBalancerClass)
    }
}

/// Waits until something is so.
func eventually(_ what: String, within limit: Duration = .seconds(30), _ condition: () async throws -> Bool) async throws {
    let deadline = ContinuousClock.now + limit
    while try await !condition() {
        try #require(ContinuousClock.now < deadline, "it did not happen within \(limit): \(what)")
        try await Task.sleep(for: .milliseconds(10))
    }
}
