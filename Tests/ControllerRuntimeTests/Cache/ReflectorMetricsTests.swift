import ControllerRuntime
import KubernetesAPI
import LabKubernetes
import Metrics
import NIOConcurrencyHelpers
import Testing

@Suite(.timeLimit(.minutes(1))) struct ReflectorMetricsTests {
    /// Remembers the labels and the last value of each metric.
    private final class Memory: MetricsFactory, CounterHandler, RecorderHandler, TimerHandler {
        let values = NIOLockedValueBox<[String: Double]>([:])
        let name: String
        let parent: Memory?

        init(_ name: String = "", parent: Memory? = nil) {
            self.name = name
            self.parent = parent
        }

        private func child(_ label: String, _ dimensions: [(String, String)]) -> Memory {
            Memory("\(label){\(dimensions.map { "\($0.0)=\($0.1)" }.joined(separator: ","))}", parent: self)
        }

        private func take(_ value: Double, adding: Bool = false) {
            parent?.values.withLockedValue { $0[name] = value + (adding ? $0[name] ?? 0 : 0) }
        }

        func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler { child(label, dimensions) }
        func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
            child(label, dimensions)
        }
        func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler { child(label, dimensions) }
        func destroyCounter(_ handler: any CounterHandler) {}
        func destroyRecorder(_ handler: any RecorderHandler) {}
        func destroyTimer(_ handler: any TimerHandler) {}
        func increment(by amount: Int64) { take(Double(amount), adding: true) }
        func reset() {}
        func record(_ value: Int64) { take(Double(value)) }
        func record(_ value: Double) { take(value) }
        func recordNanoseconds(_ duration: Int64) { take(Double(duration)) }
    }

    @Test func `client-go's metrics are kept, by the reflector's name`() async throws {
        try await ReflectorBench.run(.init(prepare: { for index in 0..<7 { try ReflectorBench.put($0, "s\(index)") } })) { bench in
            let memory = Memory()
            let reflector = withMetricsFactory(memory) {
                Reflector(
                    KubernetesAPI.Service.self, client: bench.client, name: "mine", namespace: "default", timing: ReflectorBench.timing,
                    lists: ListGate(limit: 1), logger: ReflectorBench.quiet)
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await reflector.run() }
                try await reflector.waitUntilSynced()
                let version = Double(bench.server.revision)
                let value: @Sendable (String) -> Double? = { name in memory.values.withLockedValue { $0["\(name){name=mine}"] } }
                try await eventually("the list is measured") { value("reflector_list_duration_seconds") ?? 0 > 0 }
                #expect(value("reflector_lists_total") == 1 && value("reflector_items_per_list") == 7)
                try await eventually("the version is shown") { value("reflector_last_resource_version") == version }
                bench.server.restart()
                try await eventually("the watch is measured") { value("reflector_watch_duration_seconds") ?? 0 > 0 }
                #expect(value("reflector_items_per_watch") ?? 0 >= 8)
                try await eventually("another watch") { value("reflector_watches_total") ?? 0 >= 2 }
                group.cancelAll()
            }
        }
    }
}
