/// Lists into the cache against curl, which only takes the bytes, and against kubectl and the Python client, which decode them.
struct ListBenchmark: Benchmark {
    let server: SampleServer
    let program: RuntimeProgram
    let settings: BenchSettings
    let folder: String

    func run(_ tell: (ResultLine) -> Void) async throws {
        try await FileServer.withRunning(server, in: folder, events: [:]) { files in
            for kind in SampleKind.allCases { try await measure(kind, files).lines(kind, settings.objects).forEach(tell) }
        }
    }

    private func measure(_ kind: SampleKind, _ files: FileServer) async throws -> ListRuns {
        let megabytes = try await server.bytesOnTheWire(kind) / 1e6
        Console.say("\(kind.rawValue): \(settings.objects) objects, \(Numbers.whole(megabytes)) MB")
        let kubectl = [settings.kubectl, "--kubeconfig", server.kubeconfig, "get", kind.rawValue, "-A", "-o", "json"]
        var runs = ListRuns()
        for round in 0..<settings.rounds {
            runs.ours.append(try await program.list(kind.rawValue, kubeconfig: server.kubeconfig).cost)
            runs.oursAgain.append(try await program.list(kind.rawValue, kubeconfig: server.kubeconfig).cost)
            runs.curl.append(try await Child.cost(server.curl(kind.path)))
            runs.curlAgain.append(try await Child.cost(server.curl(kind.path)))
            runs.oursFromFiles.append(try await program.list(kind.rawValue, kubeconfig: files.kubeconfig).cost)
            runs.curlFromFiles.append(try await Child.cost(files.curl(kind.path)))
            // They take long, and are far away from every goal.
            guard round < 2 else { continue }
            runs.kubectl.append(try await Child.cost(kubectl))
            runs.python.append(try await python(kind))
        }
        return runs
    }

    /// The Python client takes a minute for what is a second here, so it lists fewer objects; the rest is reckoned.
    private func python(_ kind: SampleKind) async throws -> Cost {
        let most = kind == .endpointslices ? max(settings.objects / 10, 500) : settings.objects
        let (cost, text) = try await Child.output([
            settings.python, "\(settings.pythonPrograms)/python_list.py", server.kubeconfig, kind.rawValue, "\(most)",
        ])
        guard let count = Double(text.filter { !$0.isWhitespace }), count > 0 else {
            throw BenchError("the Python client said \(text)")
        }
        return cost.scaled(by: Double(settings.objects) / count)
    }
}
