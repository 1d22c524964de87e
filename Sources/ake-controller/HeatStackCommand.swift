import ArgumentParser

/// `ake-controller heatstack`.
struct HeatStackCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "heatstack", abstract: "Keeps each HeatStack and its stack in OpenStack Heat in step.",
        discussion: CloudOptions.discussion)

    @OptionGroup var options: ControllerOptions
    @OptionGroup var operations: OperationsOptions
    @OptionGroup var clouds: CloudOptions
    @OptionGroup var heatStacks: HeatStackOptions
    @OptionGroup var workers: WorkerOptions

    func run() async throws {
        let program = try ControllerProgram(
            name: "ake-heatstack-controller", lease: HeatStackOptions.lease, options: options, operations: operations)
        try heatStacks.add(to: program, heat: clouds.parts(in: program), workers: workers.count())
        try await program.run()
    }
}
