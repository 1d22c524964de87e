/// Reconciles that find nothing to do.
struct ReconcileBenchmark: Benchmark {
    let program: RuntimeProgram
    let rounds: Int

    func run(_ tell: (ResultLine) -> Void) async throws {
        var runs: [RuntimeProgram.Counted] = []
        for _ in 0..<rounds { runs.append(try await program.measure(RuntimeProgram.Counted.self, ["reconcile"])) }
        tell(
            ResultLine(
                "reconciles that find nothing to do", ours: "\(Numbers.whole(Numbers.median(runs.map(\.perSecond))))/s",
                ratio: "\(Numbers.whole(Numbers.median(runs.map(\.perCore))))/s a core"))
    }
}
