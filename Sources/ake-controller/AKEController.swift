import ArgumentParser

/// The controllers of AKE Ingress: one program, run together or apart.
@main
struct AKEController: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ake-controller",
        abstract: "Container-native load balancing for Kubernetes on OpenStack: the controllers.",
        discussion: "Every flag may be given as an environment variable, AKE_ and the flag's name in capitals: AKE_KUBECONFIG.",
        subcommands: [AllCommand.self, IngressCommand.self, HeatStackCommand.self, AdmissionCommand.self])
}
