import ArgumentParser
import KubernetesClient
import Lab
import Logging
import YAML

/// `ake-lab cluster`
struct Cluster: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run the stand-ins of the cluster: deployments, kubelets, endpoint slices, Calico.")

    @Option(help: "Kubeconfig of the API server; the lab's own by default.")
    var kubeconfig: String?

    func run() async throws {
        let lab = try LabConfiguration.fromEnvironment()
        let loader = KubeconfigLoader(environment: [:]) { try YAMLReader.value($0) }
        let client = try KubernetesClient(configuration: loader.configuration(path: kubeconfig ?? lab.kubeconfig))
        try await ClusterStandIns(lab, client: client, logger: Logger(label: "ake-lab.cluster")).run()
    }
}
