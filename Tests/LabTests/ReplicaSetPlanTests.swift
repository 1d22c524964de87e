import JSON
import KubernetesAPI
import Testing

@testable import Lab

@Suite struct ReplicaSetPlanTests {
    private func set(_ replicas: Int) -> ReplicaSet {
        let template: JSONValue = ["metadata": ["labels": ["app": "hello"]], "spec": ["containers": [["name": "c", "image": "i"]]]]
        return ReplicaSet(
            metadata: ObjectMeta(name: "hello-x", namespace: "default", uid: "u1"),
            spec: .init(replicas: replicas, selector: nil, template: template))
    }

    private func pod(_ name: String, node: String = "w1", ready: Bool = true, deleting: Bool = false, age: Int64 = 0) -> Pod {
        Pod(
            metadata: ObjectMeta(
                name: name, namespace: "default", creationTimestamp: Timestamp(seconds: 1000 - age),
                deletionTimestamp: deleting ? Timestamp(seconds: 2000) : nil),
            spec: ["nodeName": .string(node)],
            status: ["conditions": [["type": "Ready", "status": .string(ready ? "True" : "False")]]])
    }

    @Test func `missing Pods are created on the nodes in turn`() {
        let plan = ReplicaSetPlan(set(3), pods: [], nodes: ["w1", "w2"])
        #expect(plan.creations.map(\.node) == ["w1", "w2", "w1"])
        #expect(Set(plan.creations.map(\.metadata.name)).count == 3)
        #expect(plan.creations.allSatisfy { $0.metadata.labels == ["app": "hello"] && $0.metadata.ownerReferences.first?.uid == "u1" })
    }

    @Test func `a plan from a stale cache names the same Pods again`() {
        let first = ReplicaSetPlan(set(2), pods: [], nodes: ["w1", "w2"])
        let again = ReplicaSetPlan(set(2), pods: [], nodes: ["w1", "w2"])
        #expect(first.creations == again.creations)
    }

    @Test func `a terminating Pod counts no more and its name is not used again`() {
        let name = ReplicaSetPlan.podName(set(1), place: 0)
        let plan = ReplicaSetPlan(set(1), pods: [pod(name, deleting: true)], nodes: ["w1"])
        #expect(plan.creations.count == 1)
        #expect(plan.creations.first?.metadata.name != name)
        #expect(plan.status.replicas == 0)
    }

    @Test func `Pods that are not ready go first, then the youngest`() {
        let pods = [pod("old", age: 100), pod("young", age: 1), pod("sick", ready: false, age: 50)]
        #expect(ReplicaSetPlan(set(2), pods: pods, nodes: ["w1"]).deletions == ["sick"])
        #expect(ReplicaSetPlan(set(1), pods: pods, nodes: ["w1"]).deletions == ["sick", "young"])
    }

    @Test func `enough Pods need nothing`() {
        let plan = ReplicaSetPlan(set(1), pods: [pod("a")], nodes: ["w1"])
        #expect(plan.creations.isEmpty && plan.deletions.isEmpty)
        #expect(plan.status.readyReplicas == 1)
    }

    @Test func `without nodes nothing is created`() {
        #expect(ReplicaSetPlan(set(1), pods: [], nodes: []).creations.isEmpty)
    }
}
