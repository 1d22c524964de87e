/// Watch events through decoding, store and queue.
struct WatchBenchmark: Benchmark {
    let server: SampleServer
    let program: RuntimeProgram
    let settings: BenchSettings
    let folder: String

    func run() async throws -> [ResultLine] {
        let events: [SampleKind: Int] = [.ingresses: settings.events, .endpointslices: max(1, settings.events / 5)]
        return try await FileServer.withRunning(server, in: folder, events: events) { files in
            var lines: [ResultLine] = []
            for kind in SampleKind.allCases { lines.append(try await measure(kind, files, events: events[kind] ?? 1)) }
            return lines
        }
    }

    private func measure(_ kind: SampleKind, _ files: FileServer, events: Int) async throws -> ResultLine {
        let size = try await server.bytesOnTheWire(kind) / Double(server.objects) / 1000
        var runs: [RuntimeProgram.Counted] = []
        for _ in 0..<settings.rounds {
            let words = ["watch", kind.rawValue, "--kubeconfig", files.kubeconfig, "--events", "\(max(1, events * 9 / 10))"]
            runs.append(try await program.measure(RuntimeProgram.Counted.self, words))
        }
        let perCore = Numbers.median(runs.map(\.perCore))
        let hasGoal = kind == .ingresses
        return ResultLine(
            "watch events, \(kind.rawValue) of \(Numbers.fixed(size, 1)) KB", ours: "\(Numbers.whole(perCore))/s a core",
            ratio: "\(Numbers.whole(Numbers.median(runs.map(\.perSecond))))/s by the clock", goal: hasGoal ? ">= 50,000/s a core" : "",
            isMet: hasGoal ? perCore >= 50_000 : nil)
    }
}
