import ArgumentParser

/// `kubectl ake`: what the controllers and the nodes would make of what is in the cluster, by the same code. It changes nothing.
@main
struct KubectlAKE: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kubectl ake", abstract: "Shows what AKE Ingress makes of an Ingress. It changes nothing.",
        subcommands: [Check.self, Routes.self])
}
