import ArgumentParser

/// One measurement a run; the result is one line of JSON on standard output.
@main
struct BenchRuntime: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench-runtime", abstract: "Measure the client and the runtime.",
        subcommands: [ListCommand.self, WatchCommand.self, ReconcileCommand.self, ControllerCommand.self])
}
