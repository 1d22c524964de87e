extension Laboratory {
    /// File whose presence says that a start ended well.
    var completion: String { "\(configuration.state)/up" }

    /// Starts the lab and shows each step; a lab that already runs is left alone, a half-started one is cleaned first.
    ///
    /// - Returns: False when it already ran.
    @discardableResult
    public func up(on display: ProgressDisplay) async throws -> Bool {
        if isComplete { return false }
        let server = try configuration.realKubeconfig.map { try APIServerAddress(kubeconfig: $0) }
        if leavesTraces { try await down(on: display) }
        try Files.remove(configuration.logFolder)
        try Files.makeDirectory(configuration.logFolder)
        try Files.makeDirectory(configuration.runFolder)
        let graph = try StepGraph(steps(server))
        try await display.showing { try await graph.run(on: display) }
        try Files.write("\(display.elapsed)\n", to: completion)
        return true
    }

    /// Whether a start ended well and every process of it still runs.
    public var isComplete: Bool {
        Files.exists(completion) && topology.stands && !supervisor.records().isEmpty
            && supervisor.records().values.allSatisfy(\.isAlive)
    }

    private func steps(_ server: APIServerAddress?) -> [StepGraph.Step] {
        let network = "network: client, L4, cloud, master, workers"
        var steps = [
            StepGraph.Step(network) { _ in try await topology.up() },
            StepGraph.Step("workers: BIRD as Calico sets it up", after: [network]) { _ in try await startWorkers() },
        ]
        steps += services(after: network, server: server)
        return steps
    }

    private func startWorkers() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in LabAddresses.workers {
                let bird = WorkerBird(configuration, worker: worker)
                group.addTask {
                    try await bird.start()
                    try await wait(for: "BIRD of \(worker.name)", limit: .seconds(10), process: bird.processName) {
                        Files.exists(bird.socket)
                    }
                }
            }
            try await group.waitForAll()
        }
    }
}
