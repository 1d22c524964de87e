import HTTPTransport
import JSON

/// A custom resource with validation rules, for the tests of these.
enum Widgets {
    static let path = "/apis/example.org/v1/namespaces/default/widgets"

    /// A definition with a schema of `spec`, and rules at its root.
    static func definition(_ spec: JSONValue, root: [JSONValue] = [], name: String = "widgets") -> JSONValue {
        let version: JSONValue = [
            "name": "v1", "served": true, "storage": true, "subresources": ["status": [:]],
            "schema": [
                "openAPIV3Schema": [
                    "type": "object", "x-kubernetes-validations": .array(root),
                    "properties": [
                        "spec": spec,
                        "status": [
                            "type": "object", "properties": ["size": ["type": "integer"]],
                            "x-kubernetes-validations": [
                                ["rule": "!has(oldSelf.size) || self.size >= oldSelf.size", "message": "may not shrink"]
                            ],
                        ],
                    ],
                ]
            ],
        ]
        return [
            "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
            "metadata": ["name": .string("\(name).example.org")],
            "spec": [
                "group": "example.org", "scope": "Namespaced", "names": ["plural": .string(name), "kind": "Widget"],
                "versions": [version],
            ],
        ]
    }

    static func widget(_ name: String, _ spec: JSONValue) -> JSONValue {
        ["apiVersion": "example.org/v1", "kind": "Widget", "metadata": ["name": .string(name), "namespace": "default"], "spec": spec]
    }
}

extension Lab {
    /// A request of somebody else, who may do everything.
    func send(_ method: String, _ path: String, _ body: JSONValue? = nil, as user: String) async throws -> HTTPResponse {
        try await exchange(
            method, path, body, headers: [HTTPHeader("Impersonate-User", user), HTTPHeader("Impersonate-Group", "system:masters")])
    }
}

extension JSONValue {
    /// The causes of a refusal, as `field: message`.
    var causes: [String] {
        (self["details"]?["causes"]?.arrayValue ?? []).map { "\($0["field"]?.stringValue ?? ""): \($0["message"]?.stringValue ?? "")" }
    }
}
