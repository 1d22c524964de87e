import JSON
import KubernetesAPI

/// What a ReplicaSet needs: pure, the same answer for the same objects.
struct ReplicaSetPlan: Sendable, Hashable {
    /// Pods to create.
    var creations: [Pod] = []
    /// Names of Pods to delete.
    var deletions: [String] = []
    /// The status to show.
    var status: ReplicaSet.Status

    /// Plans for a ReplicaSet.
    ///
    /// - Parameters:
    ///   - pods: Pods that the set controls, terminating ones included.
    ///   - nodes: Names of schedulable nodes; they get Pods in turn, those with the fewest of this set first.
    ///
    /// Pods are named after their place in the set, so that a plan from a stale cache names Pods that exist already
    /// instead of making more.
    init(_ set: ReplicaSet, pods: [Pod], nodes: [String]) {
        let wanted = set.metadata.isBeingDeleted ? 0 : max(0, set.spec?.replicas ?? 1)
        let live = pods.filter { !$0.metadata.isBeingDeleted }
        let ready = live.filter(\.isReady).count
        status = ReplicaSet.Status(
            replicas: live.count, readyReplicas: ready, availableReplicas: ready, fullyLabeledReplicas: live.count,
            observedGeneration: set.metadata.generation)
        if live.count > wanted {
            // Those that serve nobody go first, then the youngest.
            let order = live.sorted {
                ($0.isReady ? 1 : 0, $1.metadata.creationTimestamp, $1.metadata.name)
                    < ($1.isReady ? 1 : 0, $0.metadata.creationTimestamp, $0.metadata.name)
            }
            deletions = order.prefix(live.count - wanted).map(\.metadata.name)
        }
        guard live.count < wanted, !nodes.isEmpty, let template = set.spec?.template else { return }
        let taken = Set(pods.map(\.metadata.name))
        var load = Dictionary(grouping: live.compactMap(\.node), by: { $0 }).mapValues(\.count)
        var place = 0
        while creations.count < wanted - live.count {
            let name = Self.podName(set, place: place)
            place += 1
            if taken.contains(name) { continue }
            guard let node = nodes.min(by: { (load[$0] ?? 0, $0) < (load[$1] ?? 0, $1) }) else { return }
            load[node, default: 0] += 1
            creations.append(Self.pod(of: set, template: template, name: name, node: node))
        }
    }

    static func podName(_ set: ReplicaSet, place: Int) -> String {
        "\(set.metadata.name)-\(ShortHash.text("\(set.metadata.uid ?? "") \(place)".utf8, length: 5))"
    }

    private static func pod(of set: ReplicaSet, template: JSONValue, name: String, node: String) -> Pod {
        func texts(_ key: String) -> [String: String] { (template["metadata"]?[key]?.objectValue ?? [:]).compactMapValues(\.stringValue) }
        var spec = template["spec"] ?? .object([:])
        spec["nodeName"] = .string(node)
        return Pod(
            metadata: ObjectMeta(
                name: name, namespace: set.metadata.namespace, labels: texts("labels"), annotations: texts("annotations"),
                ownerReferences: [set.ownerReference()]),
            spec: spec)
    }
}

private func < (left: (Int, Timestamp?, String), right: (Int, Timestamp?, String)) -> Bool {
    if left.0 != right.0 { return left.0 < right.0 }
    let times = (left.1?.microseconds ?? 0, right.1?.microseconds ?? 0)
    return times.0 != times.1 ? times.0 < times.1 : left.2 < right.2
}
