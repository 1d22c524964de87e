import ControllerRuntime
import JSON
import KubernetesAPI
import KubernetesClient

/// Stand-in for the Deployment controller of kube-controller-manager.
struct LabDeployments: Reconciler {
    let client: KubernetesClient
    let deployments: Store<Deployment>
    let sets: Store<ReplicaSet>

    func reconcile(_ key: ObjectKey) async throws -> ReconcileResult {
        guard let deployment = deployments[key], let uid = deployment.metadata.uid else { return .done }
        let plan = DeploymentPlan(deployment, sets: sets.objects(inIndex: ClusterStandIns.byOwner, at: uid), now: WallClock.now)
        if let creation = plan.creation {
            do { try await client.create(creation) } catch let error as KubernetesError where error.isAlreadyExists {}
        }
        for (name, replicas) in plan.sizes.sorted(by: { $0.key < $1.key }) {
            let change: JSONValue = ["spec": ["replicas": .integer(Int64(replicas))]]
            try await client.patch(ReplicaSet.self, name, namespace: key.namespace, with: .merge(change))
        }
        if plan.status != deployment.status {
            let change: JSONValue = ["status": try JSONValue(encoding: plan.status)]
            try await client.patch(Deployment.self, key.name, namespace: key.namespace, subresource: "status", with: .merge(change))
        }
        return .done
    }
}
