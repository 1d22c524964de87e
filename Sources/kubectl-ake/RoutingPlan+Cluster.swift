import KubernetesAPI
import KubernetesClient
import RoutingModel

extension RoutingPlan {
    /// Computes the plan of an Ingress from what is in the cluster.
    static func read(of ingress: Ingress, from client: KubernetesClient) async throws -> RoutingPlan {
        let namespace = ingress.metadata.namespace
        return RoutingPlan(
            ingress: ingress, services: try await client.listAll(Service.self, namespace: namespace).items,
            endpointSlices: try await client.listAll(EndpointSlice.self, namespace: namespace).items)
    }
}
