import ControllerRuntime
import JSON
import KubernetesAPI
import KubernetesClient

/// Stand-in for the ReplicaSet controller of kube-controller-manager, and for kube-scheduler: a Pod is created on its node.
struct LabReplicaSets: Reconciler {
    let client: KubernetesClient
    let sets: Store<ReplicaSet>
    let pods: Store<Pod>
    let nodes: Store<Node>

    func reconcile(_ key: ObjectKey) async throws -> ReconcileResult {
        guard let set = sets[key], let uid = set.metadata.uid else { return .done }
        let schedulable = nodes.all.filter { $0.spec?.unschedulable != true }.map(\.metadata.name)
        let plan = ReplicaSetPlan(set, pods: pods.objects(inIndex: ClusterStandIns.byOwner, at: uid), nodes: schedulable)
        for pod in plan.creations {
            do { try await client.create(pod) } catch let error as KubernetesError where error.isAlreadyExists {}
        }
        for name in plan.deletions {
            do {
                try await client.delete(Pod.self, name, namespace: key.namespace)
            } catch let error as KubernetesError where error.isNotFound {}
        }
        if plan.status != set.status {
            let change: JSONValue = ["status": try JSONValue(encoding: plan.status)]
            try await client.patch(ReplicaSet.self, key.name, namespace: key.namespace, subresource: "status", with: .merge(change))
        }
        return .done
    }
}
