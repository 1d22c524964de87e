import ControllerRuntime
import KubernetesAPI
import LabHeat
import LabKubernetes
import NIOConcurrencyHelpers
import OpenStackClient
import Testing

@testable import HeatStacks

/// Many stacks in progress: one list call a tick, and nobody waits for them.
@Suite(.timeLimit(.minutes(3)), .serialized) struct PollerTests {
    /// Takes note of when each key is reconciled, and does nothing.
    private struct Bell: Reconciler {
        let rung: NIOLockedValueBox<[ObjectKey: ContinuousClock.Instant]>
        func reconcile(_ key: ObjectKey) async throws -> ReconcileResult {
            rung.withLockedValue { $0[key] = ContinuousClock.now }
            return .done
        }
    }

    /// The slowest of some unrelated changes through a queue with two workers, while `stacks` are in progress and polled.
    static func delay(stacks: Int, _ bench: Bench) async throws -> (median: Duration, calls: Int) {
        let queue = WorkQueue(name: "poller-test")
        let poller = StackPoller(queue: queue, tick: .milliseconds(50), logger: Bench.logger)
        let connection = HeatConnection(id: .own, heat: bench.heatClient)
        bench.heat.state.withLockedValue { state in
            state.stacks = (0..<stacks).map {
                LabHeatStack(id: "id-\($0)", name: "s\($0)", action: "CREATE", progress: "IN_PROGRESS", tags: ["ake"])
            }
            state.calls = []
        }
        for index in 0..<stacks { poller.track(ObjectKey(namespace: "n", name: "s\(index)"), stackID: "id-\(index)", in: connection) }
        let rung = NIOLockedValueBox<[ObjectKey: ContinuousClock.Instant]>([:])
        let controller = Controller(name: "poller-test", reconciler: Bell(rung: rung), queue: queue, workers: 2, logger: Bench.logger)
        var delays: [Duration] = []
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await poller.run() }
            group.addTask { try await controller.run() }
            defer { group.cancelAll() }
            try await bench.eventually { stacks == 0 || bench.heat.state.withLockedValue { $0.calls.contains(where: \.isList) } }
            for index in 0..<30 {
                let key = ObjectKey(namespace: "n", name: "unrelated-\(index)")
                let begun = ContinuousClock.now
                queue.add(key)
                try await bench.eventually { rung.withLockedValue { $0[key] } != nil }
                delays.append((rung.withLockedValue { $0[key] } ?? begun) - begun)
                try await Task.sleep(for: .milliseconds(50))
            }
        }
        #expect(rung.withLockedValue { $0.keys.count { $0.name.hasPrefix("s") } } == 0, "no worker is spent on a stack in progress")
        return (delays.sorted()[delays.count / 2], bench.heat.state.withLockedValue { $0.calls.count(where: \.isList) })
    }

    @Test func `a thousand stacks in progress delay an unrelated change by less than 50 ms`() async throws {
        try await Bench.run { bench in
            let alone = try await Self.delay(stacks: 0, bench)
            let busy = try await Self.delay(stacks: 1000, bench)
            #expect(busy.median - alone.median < .milliseconds(50), "alone \(alone.median), busy \(busy.median)")
            // Three pages of 500 at most once a second, in the two seconds that it took and a slow machine's more.
            #expect(busy.calls <= 60, "\(busy.calls) list calls")
        }
    }

    @Test func `a cloud that does not answer holds up no other`() async throws {
        try await Bench.run { bench in
            let queue = WorkQueue(name: "poller-test")
            let poller = StackPoller(queue: queue, tick: .milliseconds(20), logger: Bench.logger)
            // Nobody listens there: each question takes its whole time.
            let silent = CloudConfiguration(
                name: "silent", authenticationURL: "http://127.0.0.1:9", credentials: .applicationCredential(id: "i", secret: "s"))
            let other = HeatStack(metadata: ObjectMeta(name: ""), spec: HeatStackSpec(templateURL: "", cloudName: "silent"))
            let heat = HeatClient(OpenStackClient(cloud: silent, transport: bench.transport, logger: Bench.logger))
            poller.track(ObjectKey(namespace: "n", name: "lost"), stackID: "x", in: HeatConnection(id: CloudID(other), heat: heat))
            poller.track(
                ObjectKey(namespace: "n", name: "done"), stackID: "gone", in: HeatConnection(id: .own, heat: bench.heatClient))
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await poller.run() }
                defer { group.cancelAll() }
                try await bench.eventually { poller.count == 1 }
            }
        }
    }
}
