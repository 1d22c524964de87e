import JSON

/// Watch events through decoding, store and queue.
struct WatchBenchmark: Benchmark {
    let server: SampleServer
    let program: RuntimeProgram
    let settings: BenchSettings
    let folder: String

    func run(_ tell: (ResultLine) -> Void) async throws {
        let events: [SampleKind: Int] = [.ingresses: settings.events, .endpointslices: max(1, settings.events / 5)]
        try await FileServer.withRunning(server, in: folder, events: events) { files in
            for kind in SampleKind.allCases { tell(try await measure(kind, files, events: events[kind] ?? 1)) }
        }
    }

    private func measure(_ kind: SampleKind, _ files: FileServer, events: Int) async throws -> ResultLine {
        let size = try await server.bytesOnTheWire(kind) / Double(server.objects) / 1000
        var runs: [RuntimeProgram.Counted] = []
        var peers: [RuntimeProgram.Counted] = []
        for round in 0..<settings.rounds {
            let words = ["watch", kind.rawValue, "--kubeconfig", files.kubeconfig, "--events", "\(max(1, events * 9 / 10))"]
            runs.append(try await program.measure(RuntimeProgram.Counted.self, words))
            // It takes long: it looks at all that it has not yet read for each piece that comes.
            if round < 2 { peers.append(try await python(kind, files, events: min(max(1, events / 20), 300))) }
        }
        let perCore = Numbers.median(runs.map(\.perCore))
        let peer = Numbers.median(peers.map(\.perCore))
        let hasGoal = kind == .ingresses
        return ResultLine(
            "watch events, \(kind.rawValue) of \(Numbers.fixed(size, 1)) KB, against the Python client",
            ours: "\(Numbers.whole(perCore))/s a core (\(Numbers.whole(Numbers.median(runs.map(\.perSecond))))/s by the clock)",
            peer: "\(Numbers.whole(peer))/s a core", ratio: "\(Numbers.fixed(perCore / peer, 1))x",
            goal: hasGoal ? ">= 50,000/s a core" : "",
            isMet: hasGoal ? perCore >= 50_000 : nil)
    }

    private func python(_ kind: SampleKind, _ files: FileServer, events: Int) async throws -> RuntimeProgram.Counted {
        let text = try await Child.output([
            settings.python, "\(settings.pythonPrograms)/python_watch.py", files.kubeconfig, kind.rawValue, "\(events)",
        ]).text
        return try JSONReader.decode(RuntimeProgram.Counted.self, from: text)
    }
}
