import HTTPTransport
import JSON
import KubernetesAPI
import KubernetesClient
import LabKubernetes
import Logging

/// A server for a test, and clients of it.
struct Laboratory: Sendable {
    let server: LabKubernetes
    let client: KubernetesClient

    static func with(
        _ settings: LabKubernetesConfiguration = LabKubernetesConfiguration(), watchSilenceLimit: Duration = .seconds(150),
        _ body: @Sendable (Laboratory) async throws -> Void
    ) async throws {
        let server = try await LabKubernetes.start(settings)
        let client = try KubernetesClient(
            configuration: configuration(of: server), retryPolicy: RetryPolicy(attempts: 3, firstPause: .milliseconds(5)),
            deadline: .seconds(10), watchSilenceLimit: watchSilenceLimit)
        do {
            try await body(Laboratory(server: server, client: client))
        } catch {
            await client.shutdown()
            try await server.stop()
            throw error
        }
        await client.shutdown()
        try await server.stop()
    }

    static func configuration(of server: LabKubernetes) throws -> KubernetesConfiguration {
        try KubernetesConfiguration(kubeconfig: JSONReader.decode(Kubeconfig.self, from: server.kubeconfig))
    }

    var configuration: KubernetesConfiguration { client.configuration }

    /// Uses another client, and closes it.
    func with<Value: Sendable>(
        _ configuration: KubernetesConfiguration, _ body: @Sendable (KubernetesClient) async throws -> Value
    ) async throws -> Value {
        let client = try KubernetesClient(configuration: configuration, retryPolicy: RetryPolicy(attempts: 2, firstPause: .milliseconds(5)))
        do {
            let value = try await body(client)
            await client.shutdown()
            return value
        } catch {
            await client.shutdown()
            throw error
        }
    }

    /// The name by which the server knows a client, and its groups.
    static func whoAmI(_ client: KubernetesClient) async throws -> (name: String, groups: [String]) {
        let reviews = ResourceType(
            group: "authentication.k8s.io", kind: "SelfSubjectReview", plural: "selfsubjectreviews", isNamespaced: false)
        let request = KubernetesRequest.create(reviews, ["apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview"])
        let user = try JSONValue(parsing: try await client.send(request).body)["status"]?["userInfo"]
        return (user?["username"]?.stringValue ?? "", user?["groups"]?.arrayValue?.compactMap(\.stringValue) ?? [])
    }

    static func service(_ name: String, port: Int = 80, labels: [String: String] = [:]) -> Service {
        Service(metadata: ObjectMeta(name: name, namespace: "default", labels: labels), spec: .init(ports: [.init(port: port)]))
    }
}
