import JSON
import KubernetesAPI

/// A Deployment: a ReplicaSet for each version of its template.
///
/// See <https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/deployment-v1/>.
struct Deployment: KubernetesObject, Hashable {
    static let resource = ResourceType(group: "apps", kind: "Deployment", plural: "deployments")
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
        var observedGeneration: Int64?
        var replicas: Int?
        var updatedReplicas: Int?
        var readyReplicas: Int?
        var availableReplicas: Int?
        var unavailableReplicas: Int?
        var conditions: [JSONValue]?
    }
}
