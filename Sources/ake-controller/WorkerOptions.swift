import ArgumentParser

/// The flag that every controller with a queue has.
struct WorkerOptions: ParsableArguments {
    @Option(help: "How many objects each controller has in work at once. Default: 4.")
    var workers: Int?

    func validate() throws { _ = try count() }

    /// How many.
    func count() throws -> Int {
        try Setting.number("--workers", workers, environmentValue("WORKERS"), default: 4, in: 1...1000)
    }
}
