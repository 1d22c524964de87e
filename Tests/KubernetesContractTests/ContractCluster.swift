import FoundationEssentials
import HTTPTransport
import KubernetesAPI
import KubernetesClient
import LabKubernetes
import Testing
import YAML

/// The API server that the contract is held against: the one of `AKE_TEST_KUBECONFIG`, else a `LabKubernetes` of its own. Each test gets a
/// namespace of its own.
struct ContractCluster: Sendable {
    let client: KubernetesClient
    let namespace: String
    /// The stand-in; nil when the server is somebody else's.
    let lab: LabKubernetes?

    /// Runs a body against the server.
    static func with(
        _ configure: (inout LabKubernetesConfiguration) -> Void = { _ in }, _ body: @Sendable (ContractCluster) async throws -> Void
    ) async throws {
        let environment = ProcessInfo.processInfo.environment
        if let path = environment["AKE_TEST_KUBECONFIG"], !path.isEmpty {
            let configuration = try KubeconfigLoader(environment: environment) { try YAMLReader.value($0) }.configuration(path: path)
            return try await run(configuration, lab: nil, body)
        }
        var settings = LabKubernetesConfiguration()
        configure(&settings)
        let lab = try await LabKubernetes.start(settings)
        do {
            let configuration = KubernetesConfiguration(
                server: lab.url, tls: TLSMaterial(trustedAuthorities: Array(lab.caPEM.utf8)), credential: .token(lab.adminToken))
            try await run(configuration, lab: lab, body)
        } catch {
            try await lab.stop()
            throw error
        }
        try await lab.stop()
    }

    private static func run(
        _ configuration: KubernetesConfiguration, lab: LabKubernetes?, _ body: @Sendable (ContractCluster) async throws -> Void
    ) async throws {
        let client = try KubernetesClient(configuration: configuration)
        let namespace = "ake-contract-\(UUID().uuidString.lowercased().prefix(8))"
        let cluster = ContractCluster(client: client, namespace: namespace, lab: lab)
        _ = try await client.call(
            "POST", "/api/v1/namespaces", contentType: "application/json",
            body: Array(#"{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"\#(namespace)"}}"#.utf8))
        let outcome: Result<Void, any Error>
        do {
            outcome = .success(try await body(cluster))
        } catch {
            outcome = .failure(error)
        }
        _ = try? await client.call("DELETE", "/api/v1/namespaces/\(namespace)")
        await client.shutdown()
        try outcome.get()
    }
}
