import ArgumentParser
import ControllerRuntime
import HeatStacks
import KubernetesAPI

/// The HeatStack controller as a part of a program: its flags, and what they make.
struct HeatStackOptions: ParsableArguments {
    /// The Lease whose holder may write to Heat. Every command that runs this controller elects by it, so that there is one at a time also while
    /// a cluster goes from one command to the other.
    static let lease = "ake-heatstack-controller"

    @Option(help: "The only namespace whose HeatStacks are kept. Without it: all namespaces.")
    var namespace: String?

    @Option(
        help:
            "How often a stack that is as it should be is looked at, in seconds; what was deleted by hand is seen then. Default: 300."
    )
    var resyncInterval: Int?

    func validate() throws { _ = try seconds() }

    /// Adds the controller.
    ///
    /// - Parameter heatStacks: a cache of every namespace's HeatStacks that the program has already; nil for none.
    func add(
        to program: ControllerProgram, heat: HeatParts, heatStacks: Reflector<HeatStack>? = nil, workers: Int
    ) throws {
        let namespace = namespace ?? environmentValue("NAMESPACE")
        let manager = program.manager
        HeatStackController.add(
            to: manager, connections: heat.connections(fence: manager.fence), templates: heat.templates, namespace: namespace,
            cache: namespace == nil ? heatStacks : nil, workers: workers, resyncInterval: .seconds(try seconds()))
    }

    private func seconds() throws -> Int {
        try Setting.number("--resync-interval", resyncInterval, environmentValue("RESYNC_INTERVAL"), default: 300, in: 1...86_400)
    }
}
