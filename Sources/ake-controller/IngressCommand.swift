import ArgumentParser

/// `ake-controller ingress`.
struct IngressCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ingress", abstract: "Turns Ingresses into credentials, HeatStacks and addresses.")

    @OptionGroup var options: ControllerOptions
    @OptionGroup var operations: OperationsOptions
    @OptionGroup var ingresses: IngressOptions
    @OptionGroup var workers: WorkerOptions

    func run() async throws {
        let program = try ControllerProgram(
            name: "ake-ingress-controller", lease: "ake-ingress-controller", options: options, operations: operations)
        try ingresses.add(to: program, workers: workers.count())
        try await program.run()
    }
}
