import ArgumentParser

/// `ake-controller admission`.
struct AdmissionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "admission",
        abstract: "Refuses changes of HeatStacks that would rebuild their VMs, and Ingresses that their class does not allow.",
        discussion: """
            A validating webhook over HTTPS. It makes and rotates its certificate by itself, keeps it in a Secret that all replicas share, \
            and keeps address and authority in the ValidatingWebhookConfiguration of deploy/webhook. All replicas serve; none leads. Where it \
            finds a clouds.yaml, it says what Heat would do for a change.
            """)

    @OptionGroup var options: ControllerOptions
    @OptionGroup var operations: OperationsOptions
    @OptionGroup var admission: WebhookOptions
    @OptionGroup var clouds: CloudOptions

    func run() async throws {
        var program = try ControllerProgram(name: "ake-admission", lease: nil, options: options, operations: operations)
        try admission.add(to: &program, heat: clouds.parts(in: program))
        try await program.run()
    }
}
