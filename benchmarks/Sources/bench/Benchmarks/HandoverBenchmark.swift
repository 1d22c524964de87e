/// From SIGTERM at the leader until the standby says that it leads.
struct HandoverBenchmark: Benchmark {
    let server: SampleServer
    let program: RuntimeProgram
    let rounds: Int

    func run(_ tell: (ResultLine) -> Void) async throws {
        let gaps = try await withThrowingTaskGroup(of: Void.self) { group in
            defer { group.cancelAll() }
            var gaps: [Double] = []
            var leader = try await RunningController.start(program, kubeconfig: server.kubeconfig, identity: "c0", in: &group)
            _ = try await leader.waitUntilItLeads()
            for round in 1...rounds {
                var standby = try await RunningController.start(program, kubeconfig: server.kubeconfig, identity: "c\(round)", in: &group)
                // At ever another moment between two renewals.
                try await Task.sleep(for: .milliseconds(1500 + 370 * (round % 5)))
                let began = ContinuousClock.now
                leader.terminate()
                gaps.append((try await standby.waitUntilItLeads() - began) / .milliseconds(1))
                await leader.waitUntilItEnded()
                leader = standby
            }
            leader.terminate()
            await leader.waitUntilItEnded()
            return gaps
        }
        let worst = Numbers.percentile(0.99, of: gaps)
        let figures = [("p50", Numbers.median(gaps)), ("p99", worst), ("max", gaps.max() ?? .nan)]
        tell(
            ResultLine(
                "hand-over of leadership on SIGTERM, \(rounds) rounds",
                ours: figures.map { "\($0.0) \(Numbers.fixed($0.1, 0)) ms" }.joined(separator: ", "), goal: "p99 <= 500 ms",
                isMet: worst <= 500))
    }
}
