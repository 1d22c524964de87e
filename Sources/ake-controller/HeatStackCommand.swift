import ArgumentParser
import HeatStacks

/// `ake-controller heatstack`.
struct HeatStackCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "heatstack", abstract: "Keeps each HeatStack and its stack in OpenStack Heat in step.",
        discussion: """
            The cloud is an entry of clouds.yaml, found as by every OpenStack tool: OS_CLIENT_CONFIG_FILE, ./clouds.yaml, \
            ~/.config/openstack/clouds.yaml, /etc/openstack/clouds.yaml; a secure.yaml beside it is laid over it.
            """)

    @OptionGroup var options: ControllerOptions
    @OptionGroup var operations: OperationsOptions

    @OptionGroup var clouds: CloudOptions

    @Option(help: "The only namespace whose HeatStacks are kept. Without it: all namespaces.")
    var namespace: String?

    @Option(help: "How many HeatStacks are in work at once.")
    var workers = environmentValue("WORKERS").flatMap { Int($0) } ?? 4

    @Option(help: "How often a stack that is as it should be is looked at, in seconds; what was deleted by hand is seen then.")
    var resyncInterval = environmentValue("RESYNC_INTERVAL").flatMap { Int($0) } ?? 300

    func validate() throws {
        guard workers > 0 else { throw ValidationError("--workers: must be at least 1") }
        guard resyncInterval > 0 else { throw ValidationError("--resync-interval: must be at least 1 second") }
    }

    func run() async throws {
        let program = try ControllerProgram(name: "ake-heatstack-controller", options: options, operations: operations)
        let manager = program.manager
        let templateTransport = try clouds.templateTransport()
        manager.closeAtEnd { await templateTransport.shutdown() }
        HeatStackController.add(
            to: manager, connections: try clouds.connections(client: manager.client, fence: manager.fence, logger: program.logger),
            templates: clouds.templates(client: manager.client, transport: templateTransport),
            namespace: namespace ?? environmentValue("NAMESPACE"), workers: workers, resyncInterval: .seconds(resyncInterval))
        try await program.run()
    }
}
