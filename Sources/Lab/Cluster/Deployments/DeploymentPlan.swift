import JSON
import KubernetesAPI

/// What a Deployment needs: pure, the same answer for the same objects.
///
/// A rollout makes the new ReplicaSet whole before it empties the old ones (as `maxSurge: 100%, maxUnavailable: 0` does).
struct DeploymentPlan: Sendable, Hashable {
    /// The label that tells one template's Pods from another's.
    static let hashLabel = "pod-template-hash"

    /// The ReplicaSet to create, if that of the present template is missing.
    var creation: ReplicaSet?
    /// New sizes, by name of the ReplicaSet.
    var sizes: [String: Int] = [:]
    /// The status to show.
    var status: Deployment.Status

    /// Plans for a Deployment and the ReplicaSets that it controls.
    init(_ deployment: Deployment, sets: [ReplicaSet], now: Timestamp) {
        let wanted = deployment.metadata.isBeingDeleted ? 0 : max(0, deployment.spec?.replicas ?? 1)
        let hash = Self.hash(of: deployment.spec?.template ?? .null)
        let name = "\(deployment.metadata.name)-\(hash)"
        let current = sets.first { $0.metadata.name == name }
        let old = sets.filter { $0.metadata.name != name }
        if let current {
            if current.spec?.replicas != wanted { sizes[name] = wanted }
            if current.status?.readyReplicas ?? 0 >= wanted {
                for set in old where set.spec?.replicas != 0 { sizes[set.metadata.name] = 0 }
            }
        } else if !deployment.metadata.isBeingDeleted {
            creation = Self.replicaSet(of: deployment, name: name, hash: hash, replicas: wanted)
        }
        let total = sets.reduce(0) { $0 + ($1.status?.replicas ?? 0) }
        let ready = sets.reduce(0) { $0 + ($1.status?.readyReplicas ?? 0) }
        status = Deployment.Status(
            observedGeneration: deployment.metadata.generation, replicas: total, updatedReplicas: current?.status?.replicas ?? 0,
            readyReplicas: ready, availableReplicas: ready, unavailableReplicas: max(0, wanted - ready),
            conditions: [
                Self.condition(
                    "Available", ready >= wanted, ready >= wanted ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable",
                    among: deployment.status?.conditions, now: now),
                Self.condition(
                    "Progressing", true, ready >= wanted ? "NewReplicaSetAvailable" : "ReplicaSetUpdated",
                    among: deployment.status?.conditions, now: now),
            ])
    }

    static func hash(of template: JSONValue) -> String { ShortHash.text(template.serialized(), length: 9) }

    private static func replicaSet(of deployment: Deployment, name: String, hash: String, replicas: Int) -> ReplicaSet {
        var template = deployment.spec?.template ?? .object([:])
        var labels = template["metadata"]?["labels"]?.objectValue ?? [:]
        labels[hashLabel] = .string(hash)
        var metadata = template["metadata"] ?? .object([:])
        metadata["labels"] = .object(labels)
        template["metadata"] = metadata
        var selector = deployment.spec?.selector ?? LabelSelector()
        selector.matchLabels = (selector.matchLabels ?? [:]).merging([hashLabel: hash]) { $1 }
        return ReplicaSet(
            metadata: ObjectMeta(
                name: name, namespace: deployment.metadata.namespace, labels: labels.compactMapValues(\.stringValue),
                ownerReferences: [deployment.ownerReference()]),
            spec: ReplicaSet.Spec(replicas: replicas, selector: selector, template: template))
    }

    private static func condition(_ type: String, _ holds: Bool, _ reason: String, among old: [JSONValue]?, now: Timestamp) -> JSONValue {
        let status = holds ? "True" : "False"
        let previous = (old ?? []).first { $0["type"]?.stringValue == type }
        let unchanged = previous?["status"]?.stringValue == status
        let time = (unchanged ? previous?["lastTransitionTime"]?.stringValue : nil) ?? now.description
        return ["type": .string(type), "status": .string(status), "reason": .string(reason), "lastTransitionTime": .string(time)]
    }
}
