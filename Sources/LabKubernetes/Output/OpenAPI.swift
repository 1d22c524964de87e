import JSON

/// The OpenAPI documents, as far as kubectl needs them: to know that patches take `fieldValidation`, and to explain fields.
struct OpenAPI: Sendable {
    var registry: KindRegistry

    /// An OpenAPI v2 document without definitions, in the protocol buffers form that kubectl asks for.
    static let emptyV2: [UInt8] = [0x0A, 0x03] + Array("2.0".utf8)

    /// `/openapi/v3`.
    var index: JSONValue {
        let versions = Set(registry.kinds.map { Self.path($0.group, $0.version) })
        return [
            "paths": .object(
                Dictionary(uniqueKeysWithValues: versions.map { ($0, ["serverRelativeURL": .string("/openapi/v3/\($0)")]) }))
        ]
    }

    /// `/openapi/v3/apis/<group>/<version>`; nil when it is not served.
    func document(path: String) -> JSONValue? {
        let kinds = registry.kinds.filter { Self.path($0.group, $0.version) == path }
        if kinds.isEmpty { return nil }
        var paths: [String: JSONValue] = [:]
        var schemas: [String: JSONValue] = [:]
        for kind in kinds {
            let identity: JSONValue = ["group": .string(kind.group), "version": .string(kind.version), "kind": .string(kind.kind)]
            let name =
                (kind.group.isEmpty ? "core" : kind.group).split(separator: ".").reversed().joined(separator: ".")
                + ".\(kind.version).\(kind.kind)"
            let base = "/\(path)/\(kind.isNamespaced ? "namespaces/{namespace}/" : "")\(kind.plural)"
            paths[base] = ["get": Self.operation(identity, "list", name), "post": Self.operation(identity, "post", name)]
            paths[base + "/{name}"] = [
                "get": Self.operation(identity, "get", name), "put": Self.operation(identity, "put", name),
                "patch": Self.operation(identity, "patch", name), "delete": Self.operation(identity, "delete", name),
            ]
            schemas[name] = Self.schema(kind, identity)
        }
        return [
            "openapi": "3.0.0", "info": ["title": "AKE lab", "version": "v1.32.0"], "paths": .object(paths),
            "components": ["schemas": .object(schemas)],
        ]
    }

    private static func operation(_ identity: JSONValue, _ action: String, _ schema: String) -> JSONValue {
        let parameters = ["fieldValidation", "dryRun", "fieldManager"].map { name -> JSONValue in
            ["name": .string(name), "in": "query", "schema": ["type": "string", "uniqueItems": true]]
        }
        return [
            "x-kubernetes-action": .string(action), "x-kubernetes-group-version-kind": identity, "parameters": .array(parameters),
            "responses": [
                "200": [
                    "description": "OK", "content": ["application/json": ["schema": ["$ref": .string("#/components/schemas/\(schema)")]]],
                ]
            ],
        ]
    }

    private static func schema(_ kind: ServedKind, _ identity: JSONValue) -> JSONValue {
        var schema: JSONValue = kind.openAPI ?? ["type": "object", "x-kubernetes-preserve-unknown-fields": true]
        let common: [String: JSONValue] = [
            "apiVersion": ["type": "string", "description": "The version of this representation of an object."],
            "kind": ["type": "string", "description": "The kind of the object."],
            "metadata": ["type": "object", "description": "Standard object metadata."],
        ]
        schema.set(.object((schema.at("properties")?.objectMembers ?? [:]).merging(common) { own, _ in own }), at: "properties")
        schema.set([identity], at: "x-kubernetes-group-version-kind")
        return schema
    }

    private static func path(_ group: String, _ version: String) -> String { group.isEmpty ? "api/\(version)" : "apis/\(group)/\(version)" }
}
