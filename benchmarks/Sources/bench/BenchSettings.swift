import ArgumentParser

/// What is measured, and how often.
struct BenchSettings: ParsableArguments {
    enum Part: String, CaseIterable, ExpressibleByArgument { case lists, memory, watch, reconcile, idle, handover }

    @Option(help: "The folder of bench-runtime.") var programs: String
    @Option(help: "kubectl.") var kubectl = "kubectl"
    @Option(help: "A Python that has the official Kubernetes client.") var python = "python3"
    @Option(help: "The folder of python_list.py and python_watch.py.") var pythonPrograms: String
    @Option(help: "How often each measurement is made.") var rounds = 5
    @Option(help: "How many Ingresses, and how many EndpointSlices.") var objects = 10_000
    @Option(help: "How many events of a watch.") var events = 60_000
    @Option(help: "For how many seconds an idle controller is looked at.") var idle = 300
    @Option(help: "How often leadership is handed over.") var handovers = 100
    @Option(help: "Only this part; may be given several times.") var only: [Part] = []
    @Option(help: "Where to write the table.") var markdown: String?

    init() {}

    /// - Throws: a `ValidationError` that names the option.
    func check() throws {
        let numbers = [("rounds", rounds), ("objects", objects), ("events", events), ("idle", idle), ("handovers", handovers)]
        for (name, value) in numbers where value < 1 {
            throw ValidationError("--\(name) \(value): expected 1 or more")
        }
    }
}
