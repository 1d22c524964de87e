/// What a controller that has nothing to do asks of the server, and of the CPU.
struct IdleBenchmark: Benchmark {
    let server: SampleServer
    let program: RuntimeProgram
    let seconds: Int

    func run(_ tell: (ResultLine) -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            defer { group.cancelAll() }
            var controller = try await RunningController.start(program, kubeconfig: server.kubeconfig, identity: "idle", in: &group)
            _ = try await controller.waitUntilItLeads()
            // Its caches are filled, and what begins once has begun.
            try await Task.sleep(for: .seconds(10))
            server.lab.clearRequests()
            let cpuBefore = controller.cpu
            try await Task.sleep(for: .seconds(seconds))
            let cpu = controller.cpu - cpuBefore
            var counts: [String: Int] = [:]
            for request in server.lab.requests { counts["\(request.verb) \(request.resource)", default: 0] += 1 }
            controller.terminate()
            await controller.waitUntilItEnded()
            lines(counts, cpu: cpu).forEach(tell)
        }
    }

    private func lines(_ counts: [String: Int], cpu: Double) -> [ResultLine] {
        let said = counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
        return [
            ResultLine(
                "requests of an idle controller in \(seconds) s", ours: said.isEmpty ? "none" : said, goal: "lease renewals only",
                isMet: !counts.isEmpty && counts.keys.allSatisfy { $0 == "update leases" }),
            ResultLine("CPU of an idle controller", ours: "\(Numbers.fixed(1000 * cpu / Double(seconds), 2)) ms a second"),
        ]
    }
}
