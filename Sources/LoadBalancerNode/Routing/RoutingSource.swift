import ControllerRuntime
import KubernetesAPI
import ServiceLifecycle

/// Where the objects come from that a node's table is computed from.
protocol RoutingSource: Sendable {
    /// The services that keep the objects in step.
    var services: [any ServiceLifecycle.Service] { get }
    /// Calls `body` whenever something has changed.
    func onChange(_ body: @escaping @Sendable () -> Void)
    /// Waits until everything has been listed once.
    func waitUntilSynced() async throws
    /// What is there now.
    func snapshot() -> RoutingSnapshot
}

/// The objects of a moment.
struct RoutingSnapshot: Sendable {
    /// What the API server has not listed yet, for people; empty when everything is there.
    var missing: [String] = []
    /// The Ingresses to serve.
    var ingresses: [Ingress] = []
    /// The Services around them.
    var services: [KubernetesAPI.Service] = []
    /// Their endpoints.
    var endpoints: [EndpointSlice] = []
    /// Ingresses that should be there and are not.
    var absent: [ObjectKey] = []

    /// The Ingresses in their generations, as a node reports them.
    var served: [NodeReport.Served] {
        ingresses.sorted { $0.key < $1.key }.map {
            NodeReport.Served(
                namespace: $0.metadata.namespace ?? "default", name: $0.metadata.name, uid: $0.metadata.uid ?? "",
                generation: $0.metadata.generation ?? 0)
        }
    }
}
