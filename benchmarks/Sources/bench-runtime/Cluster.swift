import FoundationEssentials
import JSON
import KubernetesClient

/// The server that a kubeconfig in JSON names.
enum Cluster {
    static func client(_ kubeconfig: String) throws -> KubernetesClient {
        let bytes = Array(try Data(contentsOf: URL(filePath: kubeconfig)))
        let configuration = try KubernetesConfiguration(kubeconfig: JSONReader.decode(Kubeconfig.self, from: bytes))
        return try KubernetesClient(configuration: configuration, deadline: .seconds(120))
    }
}
