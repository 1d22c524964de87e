import JSON
import KubernetesAPI

/// A small web site: a page, served by so many Pods.
struct Site: KubernetesObject, Hashable {
    static let resource = ResourceType(group: "example.com", version: "v1", kind: "Site", plural: "sites")
    var metadata: ObjectMeta
    var spec: Spec
    var status: Status?
    struct Spec: Codable, Sendable, Hashable {
        var page: String
        var replicas: Int
    }
    struct Status: Codable, Sendable, Hashable {
        var readyReplicas = 0
        var conditions: [Condition] = []
    }
}

/// As much of a ConfigMap as is used here.
struct ConfigMap: KubernetesObject, Hashable {
    static let resource = ResourceType(group: "", version: "v1", kind: "ConfigMap", plural: "configmaps")
    var metadata: ObjectMeta
    var data: [String: String]?
}

/// As much of a Deployment as is used here.
struct Deployment: KubernetesObject, Hashable {
    static let resource = ResourceType(group: "apps", version: "v1", kind: "Deployment", plural: "deployments")
    var metadata: ObjectMeta
    var spec: JSONValue?
    var status: Status?
    struct Status: Codable, Sendable, Hashable {
        var readyReplicas: Int?
    }
}

/// What a Site should have. Pure: the same Site gives the same objects.
extension Site {
    static let labels = ["app.kubernetes.io/managed-by": "site-operator"]
    private var ownedMetadata: ObjectMeta {
        ObjectMeta(name: metadata.name, namespace: metadata.namespace, labels: Self.labels, ownerReferences: [ownerReference()])
    }

    var configMap: ConfigMap { ConfigMap(metadata: ownedMetadata, data: ["index.html": spec.page]) }
    var deployment: Deployment {
        let labels: JSONValue = ["site": .string(metadata.name)]
        let container: JSONValue = [
            "name": "web", "image": "nginx:stable", "volumeMounts": [["name": "page", "mountPath": "/usr/share/nginx/html"]],
        ]
        let volume: JSONValue = ["name": "page", "configMap": ["name": .string(metadata.name)]]
        let pod: JSONValue = ["metadata": ["labels": labels], "spec": ["containers": [container], "volumes": [volume]]]
        return Deployment(
            metadata: ownedMetadata,
            spec: ["replicas": .integer(Int64(spec.replicas)), "selector": ["matchLabels": labels], "template": pod])
    }
}
