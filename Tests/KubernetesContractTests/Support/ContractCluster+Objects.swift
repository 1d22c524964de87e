import JSON
import Testing

/// Objects that the tests write, and where.
extension ContractCluster {
    /// The path of a resource in the test's namespace.
    func path(_ resource: String, group: String = "", version: String = "v1") -> String {
        (group.isEmpty ? "/api/\(version)" : "/apis/\(group)/\(version)") + "/namespaces/\(namespace)/\(resource)"
    }

    var configMaps: String { path("configmaps") }
    var deployments: String { path("deployments", group: "apps") }

    /// A ConfigMap with a kind, as apply wants it.
    static func configMap(_ name: String, _ data: JSONValue = [:], labels: JSONValue? = nil) -> JSONValue {
        var metadata: JSONValue = ["name": .string(name)]
        metadata["labels"] = labels
        return ["apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": data]
    }

    /// Creates a ConfigMap.
    @discardableResult
    func create(_ name: String, _ data: JSONValue = [:], labels: JSONValue? = nil) async throws -> Exchange {
        let created = try await send("POST", configMaps, Self.configMap(name, data, labels: labels))
        try #require(created.status == 201, "\(created.message)")
        return created
    }

    /// A Deployment of no Pods: nothing in a real cluster acts on it but to count.
    static func deployment(_ name: String, labels: JSONValue? = nil) -> JSONValue {
        var metadata: JSONValue = ["name": .string(name)]
        metadata["labels"] = labels
        return [
            "apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata,
            "spec": [
                "replicas": 0, "paused": true, "selector": ["matchLabels": ["app": .string(name)]],
                "template": [
                    "metadata": ["labels": ["app": .string(name)]],
                    "spec": ["containers": [["name": "a", "image": "example.org/a:1"], ["name": "b", "image": "example.org/b:1"]]],
                ],
            ],
        ]
    }

    /// The group of the test's custom resources.
    var group: String { "\(namespace).example.org" }
    /// The path of the test's custom resources.
    var widgets: String { path("widgets", group: group) }

    /// A custom resource.
    func widget(_ name: String, _ spec: JSONValue = ["color": "red"]) -> JSONValue {
        ["apiVersion": .string("\(group)/v1"), "kind": "Widget", "metadata": ["name": .string(name)], "spec": spec]
    }

    /// Runs a body while the API serves `widgets`: with defaults, validation, status and scale.
    func withWidgets(_ body: () async throws -> Void) async throws {
        let path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
        let schema: JSONValue = [
            "type": "object", "required": ["spec"],
            "properties": [
                "spec": [
                    "type": "object", "required": ["color"],
                    "properties": [
                        "color": ["type": "string", "enum": ["red", "blue"]],
                        "replicas": ["type": "integer", "minimum": 0, "default": 1],
                        "parts": [
                            "type": "array", "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["name"],
                            "items": [
                                "type": "object", "required": ["name"],
                                "properties": ["name": ["type": "string"], "size": ["type": "integer"]],
                            ],
                        ],
                        "tags": ["type": "array", "x-kubernetes-list-type": "set", "items": ["type": "string"]],
                    ],
                ],
                "status": [
                    "type": "object",
                    "properties": [
                        "replicas": ["type": "integer"], "selector": ["type": "string"], "observedGeneration": ["type": "integer"],
                    ],
                ],
            ],
        ]
        let definition: JSONValue = [
            "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
            "metadata": ["name": .string("widgets.\(group)")],
            "spec": [
                "group": .string(group), "scope": "Namespaced", "names": ["plural": "widgets", "singular": "widget", "kind": "Widget"],
                "versions": [
                    [
                        "name": "v1", "served": true, "storage": true, "schema": ["openAPIV3Schema": schema],
                        "subresources": [
                            "status": [:],
                            "scale": [
                                "specReplicasPath": ".spec.replicas", "statusReplicasPath": ".status.replicas",
                                "labelSelectorPath": ".status.selector",
                            ],
                        ],
                    ]
                ],
            ],
        ]
        let created = try await send("POST", path, definition)
        try #require(created.status == 201, "\(created.message)")
        try await eventually("the definition is served") { try await send("GET", widgets).status == 200 }
        let outcome: Result<Void, any Error>
        do {
            outcome = .success(try await body())
        } catch {
            outcome = .failure(error)
        }
        _ = try? await send("DELETE", "\(path)/widgets.\(group)")
        try outcome.get()
    }
}
