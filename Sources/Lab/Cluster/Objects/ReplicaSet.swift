import JSON
import KubernetesAPI

/// A ReplicaSet: so many Pods of one template.
///
/// See <https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/replica-set-v1/>.
struct ReplicaSet: KubernetesObject, Hashable {
    static let resource = ResourceType(group: "apps", kind: "ReplicaSet", plural: "replicasets")
    var metadata: ObjectMeta
    var spec: Spec?
    var status: Status?

    /// What is wanted.
    struct Spec: Codable, Sendable, Hashable {
        var replicas: Int?
        var selector: LabelSelector?
        var template: JSONValue?
    }

    /// What is.
    struct Status: Codable, Sendable, Hashable {
        var replicas: Int?
        var readyReplicas: Int?
        var availableReplicas: Int?
        var fullyLabeledReplicas: Int?
        var observedGeneration: Int64?
    }
}
