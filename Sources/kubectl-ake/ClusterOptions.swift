import ArgumentParser
import FoundationEssentials
import KubernetesAPI
import KubernetesClient
import YAML

/// Which cluster and which Ingress, in kubectl's own flags.
struct ClusterOptions: ParsableArguments {
    @Option(help: "The kubeconfig file. Without it: KUBECONFIG, then ~/.kube/config.")
    var kubeconfig: String?

    @Option(help: "The kubeconfig's context. Without it: its current one.")
    var context: String?

    @Option(name: .shortAndLong, help: "The namespace. Without it: the context's.")
    var namespace: String?

    @Argument(help: "The Ingress' name.")
    var ingress: String

    /// Does something with a client of the cluster, and closes it whatever comes of it.
    func withClient<Result>(_ body: (KubernetesClient) async throws -> Result) async throws -> Result {
        let loader = KubeconfigLoader(environment: ProcessInfo.processInfo.environment) { try YAMLReader.value($0) }
        let client = try KubernetesClient(configuration: loader.configuration(path: kubeconfig, context: context))
        let result: Swift.Result<Result, any Error>
        do {
            result = .success(try await body(client))
        } catch {
            result = .failure(error)
        }
        await client.shutdown()
        return try result.get()
    }

    /// The Ingress itself.
    func object(_ client: KubernetesClient) async throws -> Ingress {
        let namespace = namespace ?? client.configuration.namespace
        guard let found = try await client.getIfPresent(Ingress.self, ingress, namespace: namespace) else {
            throw ValidationError("there is no Ingress \"\(ingress)\" in namespace \"\(namespace)\"")
        }
        return found
    }
}
