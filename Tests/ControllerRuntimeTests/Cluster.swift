import JSON
import KubernetesAPI
import KubernetesClient
import LabKubernetes
import Testing

/// A server and a client of it, for the length of a test.
struct Cluster: Sendable {
    let server: LabKubernetes
    let client: KubernetesClient

    static func with(_ body: @Sendable (Cluster) async throws -> Void) async throws {
        let server = try await LabKubernetes.start()
        let kubeconfig = try JSONReader.decode(Kubeconfig.self, from: server.kubeconfig)
        let client = try KubernetesClient(
            configuration: KubernetesConfiguration(kubeconfig: kubeconfig),
            retryPolicy: RetryPolicy(attempts: 2, firstPause: .milliseconds(5)))
        do {
            try await body(Cluster(server: server, client: client))
        } catch {
            await client.shutdown()
            try await server.stop()
            throw error
        }
        await client.shutdown()
        try await server.stop()
    }

    /// Creates a Service without a connection, which a test may just have cut.
    func put(_ name: String) throws {
        try server.put([
            "apiVersion": "v1", "kind": "Service", "metadata": ["name": .string(name), "namespace": "default"],
            "spec": ["ports": [["port": 80]]],
        ])
    }

    func service(_ name: String) -> KubernetesAPI.Service {
        Service(metadata: ObjectMeta(name: name, namespace: "default"), spec: .init(ports: [.init(port: 80)]))
    }
}

/// Waits until something is true, for half a minute at most.
func eventually(_ what: String, _ condition: () async throws -> Bool) async throws {
    let deadline = ContinuousClock.now + .seconds(30)
    while try await !condition() {
        guard ContinuousClock.now < deadline else { throw NeverHappened(what: what) }
        try await Task.sleep(for: .milliseconds(5))
    }
}

struct NeverHappened: Error, CustomStringConvertible {
    let what: String
    var description: String { "it did not happen within half a minute: \(what)" }
}
