import ArgumentParser
import ControllerRuntime
import KubernetesAPI
import KubernetesClient
import Logging

/// Fills a cache from a list: how long it takes, what it costs, what stays in memory.
struct ListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Fill a cache from a list.")

    enum Kind: String, ExpressibleByArgument {
        case ingresses, endpointslices
        case leanIngresses = "lean-ingresses"
    }

    @Argument(help: "What to list.") var kind: Kind
    @Option(help: "Whom to ask: a kubeconfig in JSON.") var kubeconfig: String

    func run() async throws {
        let client = try Cluster.client(kubeconfig)
        // The code, the connection and the pools are paid for before.
        _ = try await client.list(IngressClass.self)
        switch kind {
        case .ingresses: try await measure(Ingress.self, client)
        case .endpointslices: try await measure(EndpointSlice.self, client)
        case .leanIngresses: try await measure(LeanIngress.self, client)
        }
    }

    private func measure<Object: KubernetesObject>(_ type: Object.Type, _ client: KubernetesClient) async throws {
        let reflector = Reflector(type, client: client, logger: Logger(label: "bench"))
        let residentBefore = Usage.residentBytes
        let cpuBefore = Usage.cpuSeconds
        let began = ContinuousClock.now
        let seconds = try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await reflector.run() }
            try await reflector.waitUntilSynced()
            let seconds = (ContinuousClock.now - began).inSeconds
            group.cancelAll()
            return seconds
        }
        let cpu = Usage.cpuSeconds - cpuBefore
        await client.shutdown()
        try await Task.sleep(for: .milliseconds(200))
        let resident = Usage.residentBytes - residentBefore
        Usage.say(
            "{\"objects\":\(reflector.store.count),\"seconds\":\(seconds),\"cpu\":\(cpu),\"resident\":\(resident),"
                + "\"inline\":\(MemoryLayout<Object>.size)}")
    }
}
