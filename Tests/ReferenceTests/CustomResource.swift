import JSON

/// The page of a custom resource.
struct CustomResource: Sendable {
    let kind: String
    let scope: String
    let fields: [SchemaField]
    private let spec: JSONValue
    private let version: JSONValue
    private let schema: JSONValue

    init(_ crd: JSONValue) throws {
        guard let spec = crd["spec"], let kind = spec["names"]?["kind"]?.stringValue, let scope = spec["scope"]?.stringValue,
            let version = spec["versions"]?[0], spec["versions"]?[1] == nil, let schema = version["schema"]?["openAPIV3Schema"]
        else { throw SchemaField.Unknown(description: "not a CustomResourceDefinition of one version: \(crd.serializedString)") }
        (self.spec, self.kind, self.scope, self.version, self.schema) = (spec, kind, scope, version, schema)
        let properties = schema["properties"]?.objectValue ?? [:]
        let others = properties.filter { !["apiVersion", "kind", "metadata", "spec", "status"].contains($0.key) }
        fields =
            try ["spec", "status"].flatMap { part in try properties[part].map { try SchemaField.below($0, part) } ?? [] }
            + SchemaField.below(["properties": .object(others), "required": schema["required"] ?? []], "")
    }

    // Some resources have neither.
    private static func part(of field: SchemaField) -> String? { ["spec", "status"].first { field.path.hasPrefix($0 + ".") } }

    func page() throws -> ReferencePage {
        var parts = [(schema["description"]?.stringValue ?? "") + "\n", Markdown.table(["", ""], facts)]
        for (part, title) in [("spec", "Spec"), ("status", "Status"), (nil, "Fields")] {
            let rows = fields.filter { Self.part(of: $0) == part }.map { field in
                [
                    Markdown.code(field.path), field.type + (field.isRequired ? ", required" : ""), Markdown.code(field.defaultValue),
                    field.bounds.joined(separator: "; "), field.description,
                ]
            }
            guard !rows.isEmpty else { continue }
            parts += ["## \(title)\n", Markdown.table(["field", "type", "default", "must be", "what it is"], rows)]
        }
        let rules = Self.rules(schema, "")
        if !rules.isEmpty {
            parts += [
                "## Rules\n", "Beside what each field must be, the API server holds an object to these rules (CEL; `self` is the place).\n",
                Markdown.table(["place", "message", "rule"], rules.map { [Markdown.code($0.place), $0.message, Markdown.code($0.rule)] }),
            ]
        }
        let columns = version["additionalPrinterColumns"]?.arrayValue ?? []
        parts += [
            "## Columns of `kubectl get`\n",
            Markdown.table(
                ["column", "from", "", "what it is"],
                columns.map { column in
                    [
                        column["name"]?.stringValue ?? "", Markdown.code(column["jsonPath"]?.stringValue ?? ""),
                        column["priority"].map { $0 == 0 ? "" : "with `-o wide`" } ?? "", column["description"]?.stringValue ?? "",
                    ]
                }),
        ]
        return ReferencePage("\(kind.lowercased()).md", title: kind, parts)
    }

    private var facts: [[String]] {
        let names = spec["names"]
        let apiVersion = "\(spec["group"]?.stringValue ?? "")/\(version["name"]?.stringValue ?? "")"
        let short = names?["shortNames"]?.arrayValue?.compactMap(\.stringValue) ?? []
        var rows = [
            ["apiVersion", Markdown.code(apiVersion)], ["kind", Markdown.code(kind)],
            ["kubectl", ([names?["plural"]?.stringValue ?? ""] + short).map(Markdown.code).joined(separator: ", ")],
            ["belongs to", scope == "Namespaced" ? "a namespace" : "the cluster"],
        ]
        if let categories = names?["categories"]?.arrayValue?.compactMap(\.stringValue) {
            rows.append(["categories", categories.map(Markdown.code).joined(separator: ", ")])
        }
        if let scale = version["subresources"]?["scale"] {
            let paths = ["specReplicasPath", "statusReplicasPath"].compactMap { scale[$0]?.stringValue }.map(Markdown.code)
            rows.append(["`kubectl scale`", paths.joined(separator: ", ")])
        }
        return rows
    }

    private static func rules(_ schema: JSONValue, _ path: String) -> [(place: String, message: String, rule: String)] {
        let own = (schema["x-kubernetes-validations"]?.arrayValue ?? []).map { rule in
            (
                place: path + (rule["fieldPath"]?.stringValue ?? ""), message: rule["message"]?.stringValue ?? "",
                rule: Markdown.line(rule["rule"]?.stringValue ?? "")
            )
        }
        let below = (schema["properties"]?.objectValue ?? [:]).sorted { $0.key < $1.key }
            .flatMap { rules($0.value, path.isEmpty ? $0.key : "\(path).\($0.key)") }
        return own + below + (schema["items"].map { rules($0, path + "[]") } ?? [])
    }
}
