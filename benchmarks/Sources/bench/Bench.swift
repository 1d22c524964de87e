import ArgumentParser
import FoundationEssentials

/// Runs the measurements, interleaved with those of their peers, against one server, and prints one table.
@main
struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Measure the client and the runtime against curl, kubectl and the Python client.")

    @OptionGroup var settings: BenchSettings

    func run() async throws {
        try settings.check()
        let folder = try TemporaryFolder(prefix: "ake-bench")
        defer { folder.remove() }
        Console.say("filling the server with \(settings.objects) Ingresses and \(settings.objects) EndpointSlices")
        let server = try await SampleServer.start(in: folder.path, objects: settings.objects)
        let table = try await measure(server, folder)
        await server.stop()
        let heading = "\(Machine.description); \(settings.rounds) rounds, medians"
        let text = "\(heading)\n\n\(table.markdown)\n"
        Console.say("\n" + text)
        if let file = settings.markdown { try Data(text.utf8).write(to: URL(filePath: file)) }
        if table.hasFailures { throw ExitCode.failure }
    }

    /// A measurement that fails is a line of the table; the others go on.
    private func measure(_ server: SampleServer, _ folder: TemporaryFolder) async throws -> ResultTable {
        var table = ResultTable()
        for part in settings.only.isEmpty ? BenchSettings.Part.allCases : settings.only {
            Console.say("== \(part.rawValue)")
            let benchmark = benchmark(part, server, folder)
            do {
                try await benchmark.run { table.add($0) }
            } catch let error as BenchError {
                table.add(ResultLine(part.rawValue, ours: "failed: \(error)", isFailure: true))
            }
        }
        return table
    }

    private func benchmark(_ part: BenchSettings.Part, _ server: SampleServer, _ folder: TemporaryFolder) -> any Benchmark {
        let program = RuntimeProgram(path: "\(settings.programs)/bench-runtime")
        return switch part {
        case .lists: ListBenchmark(server: server, program: program, settings: settings, folder: folder.path)
        case .memory: MemoryBenchmark(server: server, program: program)
        case .watch: WatchBenchmark(server: server, program: program, settings: settings, folder: folder.path)
        case .reconcile: ReconcileBenchmark(program: program, rounds: settings.rounds)
        case .idle: IdleBenchmark(server: server, program: program, seconds: settings.idle)
        case .handover: HandoverBenchmark(server: server, program: program, rounds: settings.handovers)
        }
    }
}
