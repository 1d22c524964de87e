import JSON
import KubernetesAPI
import Testing

@testable import Lab

@Suite struct DeploymentPlanTests {
    private let now = Timestamp(seconds: 1_700_000_000)

    private func deployment(_ replicas: Int, image: String = "v1") -> Deployment {
        let template: JSONValue = ["metadata": ["labels": ["app": "hello"]], "spec": ["containers": [["image": .string(image)]]]]
        return Deployment(
            metadata: ObjectMeta(name: "hello", namespace: "default", uid: "u", generation: 7),
            spec: .init(replicas: replicas, selector: LabelSelector(matchLabels: ["app": "hello"]), template: template))
    }

    private func made(_ deployment: Deployment, ready: Int) throws -> ReplicaSet {
        var set = try #require(DeploymentPlan(deployment, sets: [], now: now).creation)
        set.status = .init(replicas: ready, readyReplicas: ready)
        return set
    }

    @Test func `a template without a ReplicaSet gets one whose Pods carry its hash`() throws {
        let set = try #require(DeploymentPlan(deployment(3), sets: [], now: now).creation)
        let hash = try #require(set.metadata.labels[DeploymentPlan.hashLabel])
        #expect(set.metadata.name == "hello-\(hash)")
        #expect(set.spec?.replicas == 3)
        #expect(set.spec?.selector?.matchLabels == ["app": "hello", DeploymentPlan.hashLabel: hash])
        #expect(set.spec?.template?["metadata"]?["labels"]?[DeploymentPlan.hashLabel] == .string(hash))
    }

    @Test func `another size reaches the ReplicaSet`() throws {
        let set = try made(deployment(3), ready: 3)
        #expect(DeploymentPlan(deployment(1), sets: [set], now: now).sizes == [set.metadata.name: 1])
    }

    @Test(arguments: [(0, false), (1, false), (2, true)])
    func `the old set is emptied only when the new one is whole`(ready: Int, emptied: Bool) throws {
        let old = try made(deployment(2, image: "v1"), ready: 2)
        let new = try made(deployment(2, image: "v2"), ready: ready)
        let plan = DeploymentPlan(deployment(2, image: "v2"), sets: [old, new], now: now)
        #expect(plan.creation == nil)
        #expect((plan.sizes[old.metadata.name] == 0) == emptied)
    }

    @Test func `the status counts all sets and keeps the time of an unchanged condition`() throws {
        let set = try made(deployment(2), ready: 2)
        var deployment = deployment(2)
        deployment.status = DeploymentPlan(deployment, sets: [set], now: now).status
        let later = DeploymentPlan(deployment, sets: [set], now: now.advanced(by: .seconds(60))).status
        #expect(later == deployment.status)
        #expect(later.observedGeneration == 7 && later.availableReplicas == 2 && later.unavailableReplicas == 0)
    }
}
