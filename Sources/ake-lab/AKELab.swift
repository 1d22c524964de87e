import ArgumentParser

/// The lab: a whole data centre of network namespaces on one machine.
@main
struct AKELab: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ake-lab",
        abstract: "Runs AKE Ingress on one machine: OpenStack, a cluster, a BIG-IP, a client, each in network namespaces.",
        discussion: """
            AKE_LAB_PREFIX (ake), AKE_LAB_STATE (/var/lib/ake-lab) and AKE_LAB_CACHE (/var/cache/ake-lab) tell one lab from another; \
            AKE_LAB_KUBECONFIG makes the lab use a real API server.
            """,
        subcommands: [
            Up.self, Down.self, Status.self, Kubectl.self, Exec.self, DemoCommand.self, KubernetesCommand.self, BIGIPCommand.self,
            Cluster.self, Echo.self, RelayCommand.self,
        ])
}
