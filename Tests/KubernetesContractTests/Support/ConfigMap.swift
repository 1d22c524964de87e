import KubernetesAPI

/// A kind with nothing that acts on it, for typed access.
struct ConfigMap: KubernetesObject, Codable, Hashable {
    static let resource = ResourceType(kind: "ConfigMap", plural: "configmaps")

    var metadata: ObjectMeta
    var data: [String: String]?
}
