import ArgumentParser
import ControllerRuntime
import KubernetesAPI
import KubernetesClient
import Logging

/// Watch events through decoding, store and queue: how many a second, and for how much CPU.
struct WatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "watch", abstract: "Take watch events from a server that has always more.")

    enum Kind: String, ExpressibleByArgument { case ingresses, endpointslices }

    @Argument(help: "What to watch.") var kind: Kind
    @Option(help: "Whom to ask: a kubeconfig in JSON.") var kubeconfig: String
    @Option(help: "After how many events to end.") var events = 200_000

    func run() async throws {
        switch kind {
        case .ingresses: try await measure(Ingress.self)
        case .endpointslices: try await measure(EndpointSlice.self)
        }
    }

    private func measure<Object: KubernetesObject>(_ type: Object.Type) async throws {
        let client = try Cluster.client(kubeconfig)
        let reflector = Reflector(type, client: client, logger: Logger(label: "bench"))
        let queue = WorkQueue(name: "bench")
        let count = Counter(wanted: events)
        reflector.onChange { change in
            queue.add(change.object.key)
            if case .updated = change { count.increment() }
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await reflector.run() }
            group.addTask { await queue.run() }
            for _ in 0..<2 {
                group.addTask {
                    while let key = await queue.next() {
                        // Reconciles take their time, so that events wait in the queue, as they do where there are many.
                        try await Task.sleep(for: .milliseconds(1))
                        queue.done(key)
                    }
                }
            }
            try await reflector.waitUntilSynced()
            try await count.waitForFirst()
            let first = count.value
            let cpuBefore = Usage.cpuSeconds
            let began = ContinuousClock.now
            try await count.waitForAll()
            let seconds = (ContinuousClock.now - began).inSeconds
            Usage.say("{\"count\":\(count.value - first),\"seconds\":\(seconds),\"cpu\":\(Usage.cpuSeconds - cpuBefore)}")
            group.cancelAll()
        }
        await client.shutdown()
    }
}
