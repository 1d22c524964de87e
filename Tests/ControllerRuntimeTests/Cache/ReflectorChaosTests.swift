import ControllerRuntime
import LabKubernetes
import TestSupport
import Testing

/// Hundreds of random writes, with random faults between them; the seed decides all of it but the timing.
@Suite(.timeLimit(.minutes(3))) struct ReflectorChaosTests {
    private static let faults: [LabFault.Action] =
        (ReflectorFaultTests.resets + ReflectorFaultTests.silences + ReflectorFaultTests.refusals).map(\.action)

    @Test(arguments: [UInt64(1), 2, 3, .random(in: 4...UInt64.max)], [true, false])
    func `the cache is in step in the end`(seed: UInt64, streams: Bool) async throws {
        print("chaos: seed \(seed), \(streams ? "streamed" : "paged") lists")
        try await ReflectorBench.run(
            .init(
                timing: ReflectorBench.impatient,
                configure: {
                    $0.initialEvents = streams ? .served : .refused
                    $0.historyLimit = 60
                }, waits: false
            )
        ) { bench in
            var random = SplitMix(seed: seed)
            for step in 0..<400 {
                let name = "s\(Int.random(in: 0..<20, using: &random))"
                switch Int.random(in: 0..<100, using: &random) {
                case 0..<55: try bench.put(name, label: "\(step)")
                case 55..<80: bench.remove(name)
                case 80..<85:
                    bench.remove(name)
                    try bench.put(name, label: "\(step)")
                case 85..<91:
                    let fault = Self.faults.randomElement(using: &random) ?? .drop
                    let verb = Bool.random(using: &random) ? "watch" : "list"
                    bench.server.inject(LabFault(fault, verb: verb, resource: "services"))
                case 91..<93: bench.server.restart()
                case 93..<95: bench.server.dropConnections()
                case 95: bench.server.compactHistory()
                case 96:
                    bench.server.repeatEventsOnReconnect(Int.random(in: 0..<8, using: &random), reordered: Bool.random(using: &random))
                case 97:
                    // Versions that are given out twice before the reflector has looked cannot be told apart by anybody.
                    bench.server.clearFaults()
                    try await bench.reflector.waitUntilSynced()
                    try await bench.expectInStep()
                    bench.server.restart(losing: Int.random(in: 1..<6, using: &random))
                    try await bench.expectInStep()
                default: try await Task.sleep(for: .milliseconds(Int.random(in: 0..<60, using: &random)))
                }
            }
            bench.server.clearFaults()
            try await bench.reflector.waitUntilSynced()
            try await bench.expectInStep()
        }
    }
}
