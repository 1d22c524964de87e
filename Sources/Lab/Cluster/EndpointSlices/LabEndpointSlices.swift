import ControllerRuntime
import KubernetesAPI
import KubernetesClient

/// Stand-in for the EndpointSlice controller of kube-controller-manager.
struct LabEndpointSlices: Reconciler {
    let client: KubernetesClient
    let services: Store<Service>
    let pods: Store<Pod>
    let slices: Store<EndpointSlice>

    func reconcile(_ key: ObjectKey) async throws -> ReconcileResult {
        // The slices of a Service that is gone are removed by the garbage collector.
        guard let service = services[key], !service.metadata.isBeingDeleted else { return .done }
        let mine = pods.objects(inIndex: ClusterStandIns.byNamespace, at: key.namespace ?? "")
        guard let wanted = EndpointSlicePlan.slices(of: service, pods: mine) else { return .done }
        let present = slices.objects(inIndex: ClusterStandIns.byService, at: key.description)
            .filter { $0.metadata.labels["endpointslice.kubernetes.io/managed-by"] == EndpointSlicePlan.managedBy }
        for slice in wanted {
            let old = present.first { $0.metadata.name == slice.metadata.name }
            if let old, (old.endpoints ?? []) == slice.endpoints, (old.ports ?? []) == slice.ports { continue }
            try await client.apply(slice, fieldManager: EndpointSlicePlan.managedBy)
        }
        for old in present where !wanted.contains(where: { $0.metadata.name == old.metadata.name }) {
            do {
                try await client.delete(EndpointSlice.self, old.metadata.name, namespace: key.namespace)
            } catch let error as KubernetesError where error.isNotFound {}
        }
        return .done
    }
}
