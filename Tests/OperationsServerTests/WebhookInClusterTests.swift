import Admission
import FoundationEssentials
import JSON
import KubernetesAPI
import KubernetesClient
import LabKubernetes
import NIOConcurrencyHelpers
import Testing
import YAML

@testable import OperationsServer

/// The whole of it against an API server that asks the webhook as Kubernetes does.
@Suite struct WebhookInClusterTests {
    private static let secret = ObjectKey(namespace: "ake-system", name: "ake-admission-certificate")
    private static let name = "a"

    private static func manifest(_ path: String) throws -> [JSONValue] {
        let root = #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" }
        return try YAMLReader.values(String(contentsOfFile: "\(root)/deploy/\(path)", encoding: .utf8))
    }

    private func withCluster(
        lifetime: Duration = .seconds(9000),
        _ body: @escaping @Sendable (KubernetesClient, ServingContext, LabKubernetes) async throws -> Void
    ) async throws {
        let cluster = try await LabKubernetes.start()
        for object in try Self.manifest("crds/heatstacks.yaml") + Self.manifest("rbac/admission.yaml")
            + Self.manifest("webhook/heatstacks.yaml")
        {
            try cluster.put(object)
        }
        let client = try KubernetesClient(
            configuration: KubernetesConfiguration(kubeconfig: JSONReader.decode(Kubeconfig.self, from: cluster.kubeconfig)))
        let port = PortBox()
        let context = ServingContext()
        let server = WebhookServer(
            address: ListenAddress(host: "127.0.0.1", port: 0), context: context, logger: quiet, onListening: { port.set($0) },
            answer: { try AdmissionReview.answer($0, policies: [HeatStackPolicy()]) })
        try await withServices([server]) {
            let keeper = try CertificateKeeper(
                settings: .init(
                    secret: Self.secret, webhookConfiguration: "ake-admission",
                    endpoint: .url("https://127.0.0.1:\(try await port.wait())/validate"), lifetime: lifetime,
                    interval: .milliseconds(50), settling: .milliseconds(200)),
                client: client, context: context, logger: quiet)
            try await withServices([keeper]) {
                try await eventually("served") { context.certificate != nil }
                try await body(client, context, cluster)
            }
        }
        await client.shutdown()
        try await cluster.stop()
    }

    private static func scale(_ client: KubernetesClient, to replicas: Int) async throws {
        try await client.patch(
            HeatStack.self, name, namespace: "default", with: .merge(["spec": ["params": ["replicas": .string(String(replicas))]]]))
    }

    private static func create(_ client: KubernetesClient) async throws {
        try await client.create(
            HeatStack(
                metadata: ObjectMeta(name: name, namespace: "default"),
                spec: HeatStackSpec(templateURL: "file:///t.yaml", params: ["replicas": "2", "flavor": "small"])))
    }

    /// The server looks at the rules of the CRD first; what these do not see, or let pass, is left to the webhook.
    private static let refusals: [(spec: JSONValue, words: String)] = [
        (["params": ["flavor": "large"]], #"spec.params: Invalid value: "object": only the parameters in spec.mutableParams may change"#),
        (["environment": ["parameter_defaults": ["x": "y"]]], "HeatStack default/a: spec.environment"),
        (["params": ["replicas": "none"]], "HeatStack default/a: spec.params.replicas must be a whole number"),
    ]

    @Test func `a change of anything but replicas is refused by the API server, with the reason`() async throws {
        try await withCluster { client, _, _ in
            try await Self.create(client)
            try await Self.scale(client, to: 3)
            for (spec, words) in Self.refusals {
                let error = await #expect(throws: KubernetesError.self) {
                    try await client.patch(HeatStack.self, Self.name, namespace: "default", with: .merge(["spec": spec]))
                }
                #expect(error?.description.contains(words) == true, "\(String(describing: error))")
            }
            try await client.patch(HeatStack.self, Self.name, namespace: "default", with: .merge(["metadata": ["labels": ["x": "y"]]]))
            try await client.patch(
                HeatStack.self, Self.name, namespace: "default", subresource: "status",
                with: .merge(["status": ["stackStatus": "CREATE_COMPLETE"]]))
            let stack = try await client.get(HeatStack.self, Self.name, namespace: "default")
            #expect(stack.spec.params == ["replicas": "3", "flavor": "small"] && stack.metadata.labels == ["x": "y"])
            try await client.delete(HeatStack.self, Self.name, namespace: "default")
        }
    }

    /// Scales the stack again and again while `body` runs; each change asks the webhook, and each must succeed.
    private func scaling(_ client: KubernetesClient, _ body: (@Sendable () -> Int) async throws -> Void) async throws {
        try await Self.create(client)
        let isOver = NIOLockedValueBox(false)
        let changes = NIOLockedValueBox(0)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in 0..<3 {
                group.addTask {
                    var replicas = worker
                    while !isOver.withLockedValue({ $0 }) {
                        replicas += 1
                        try await Self.scale(client, to: replicas % 9 + 1)
                        changes.withLockedValue { $0 += 1 }
                        try await Task.sleep(for: .milliseconds(2))
                    }
                }
            }
            try await body { changes.withLockedValue { $0 } }
            isOver.withLockedValue { $0 = true }
            try await group.waitForAll()
        }
    }

    @Test func `the certificate is replaced again and again while stacks are scaled, and no change fails`() async throws {
        try await withCluster { client, context, cluster in
            try await scaling(client) { changes in
                for _ in 0..<4 {
                    let before = context.certificate
                    cluster.remove("secrets", namespace: Self.secret.namespace ?? "", name: Self.secret.name)
                    try await eventually("the next certificate is served") { context.certificate != before }
                    let count = changes()
                    try await eventually("changes go on") { changes() > count + 5 }
                }
            }
        }
    }

    @Test(.timeLimit(.minutes(3))) func `three certificates grow old in turn under load, and no change fails`() async throws {
        // Two thirds of 24 seconds, and a tenth of them for clocks that differ.
        try await withCluster(lifetime: .seconds(24)) { client, context, _ in
            try await scaling(client) { changes in
                var served = Set([context.certificate?.certificate])
                for _ in 0..<2 {
                    let before = try #require(context.certificate)
                    try await eventually("it is replaced before it expires", within: .seconds(40)) { context.certificate != before }
                    #expect(wallClock() < before.notAfter)
                    served.insert(context.certificate?.certificate)
                    let count = changes()
                    try await eventually("changes go on") { changes() > count + 5 }
                }
                #expect(served.count == 3 && changes() > 50)
            }
        }
    }
}
