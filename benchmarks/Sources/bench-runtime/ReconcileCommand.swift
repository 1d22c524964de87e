import ArgumentParser
import ControllerRuntime
import KubernetesAPI
import Logging

/// Reconciles that find nothing to do: what queue and controller cost by themselves.
struct ReconcileCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "reconcile", abstract: "Reconcile without anything to do.")

    @Option(help: "How many keys.") var keys = 10_000
    @Option(help: "How often each.") var rounds = 20
    @Option(help: "How many workers.") var workers = 2

    private struct Nothing: Reconciler {
        let count: Counter
        func reconcile(_ key: ObjectKey) async throws -> ReconcileResult {
            count.increment()
            return .done
        }
    }

    func run() async throws {
        let keys = (0..<keys).map { ObjectKey(namespace: "team-\($0 % 200)", name: "object-\($0)") }
        let count = Counter(wanted: keys.count * rounds)
        let controller = Controller(name: "bench", reconciler: Nothing(count: count), workers: workers, logger: Logger(label: "bench"))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await controller.run() }
            let cpuBefore = Usage.cpuSeconds
            let began = ContinuousClock.now
            for round in 1...rounds {
                for key in keys { controller.queue.add(key) }
                while count.value < self.keys * round { try await Task.sleep(for: .microseconds(200)) }
            }
            let seconds = (ContinuousClock.now - began).inSeconds
            Usage.say("{\"count\":\(count.value),\"seconds\":\(seconds),\"cpu\":\(Usage.cpuSeconds - cpuBefore)}")
            group.cancelAll()
        }
    }
}
