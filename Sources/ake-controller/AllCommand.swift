import ArgumentParser
import Ingresses

/// `ake-controller all`.
struct AllCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "all", abstract: "Runs the controllers of Ingresses and HeatStacks together, and the webhook if it is to be.",
        discussion: """
            One process with one connection to the API server, one set of caches, one Lease and one endpoint of metrics, for clusters where two \
            or three Deployments are not worth their while. Of several replicas one acts; the webhook answers in all of them. The Lease is that of \
            `ake-controller heatstack`, so that there is one writer to Heat also while a cluster goes from one way to the other. \
            \(CloudOptions.discussion)
            """)

    @OptionGroup var options: ControllerOptions
    @OptionGroup var operations: OperationsOptions
    @OptionGroup var ingresses: IngressOptions
    @OptionGroup var heatStacks: HeatStackOptions
    @OptionGroup var clouds: CloudOptions
    @OptionGroup var workers: WorkerOptions

    @Flag(inversion: .prefixedNo, help: "Whether the admission webhook runs in this process too. Default: no.")
    var webhook: Bool?

    @OptionGroup var admission: WebhookOptions

    func validate() throws {
        if try !servesWebhook(), let flag = admission.given { throw ValidationError("\(flag): expected together with --webhook") }
    }

    func run() async throws {
        var program = try ControllerProgram(
            name: "ake-controller", lease: HeatStackOptions.lease, options: options, operations: operations)
        let heat = try clouds.parts(in: program)
        try ingresses.add(to: program, workers: workers.count())
        try heatStacks.add(
            to: program, heat: heat, heatStacks: IngressCaches(program.manager).allHeatStacks, workers: workers.count())
        if try servesWebhook() { try admission.add(to: &program, heat: heat) }
        try await program.run()
    }

    private func servesWebhook() throws -> Bool {
        try Setting.flag("--webhook", webhook, environmentValue("WEBHOOK"), default: false)
    }
}
