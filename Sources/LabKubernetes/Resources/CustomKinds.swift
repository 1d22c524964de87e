import JSON

/// Reads a CustomResourceDefinition: the types it serves, what is wrong with it, and its status.
/// <https://kubernetes.io/docs/reference/kubernetes-api/extend-resources/custom-resource-definition-v1/>
enum CustomKinds {
    /// The served versions of a definition, in its order.
    static func kinds(of definition: JSONValue) -> [ServedKind] {
        let spec = definition.at("spec") ?? .object([:])
        let names = spec.at("names") ?? .object([:])
        let versions = spec.at("versions")?.elements ?? []
        guard let group = spec.at("group")?.text, let kind = names.at("kind")?.text, let plural = names.at("plural")?.text else {
            return []
        }
        let stored = versions.first { $0.at("storage")?.flag == true }?.at("name")?.text ?? ""
        return versions.filter { $0.at("served")?.flag == true }.compactMap { version in
            guard let name = version.at("name")?.text else { return nil }
            let openAPI = version.at("schema", "openAPIV3Schema")
            let schema = openAPI.map { StructuralSchema($0, isRoot: true) }
            let scale = version.at("subresources", "scale").map { scale in
                ServedKind.Scale(
                    specReplicas: path(scale.at("specReplicasPath")), statusReplicas: path(scale.at("statusReplicasPath")),
                    selector: scale.at("labelSelectorPath").map { path($0) })
            }
            let fields = version.at("selectableFields")?.elements.compactMap { $0.at("jsonPath")?.text.map { String($0.dropFirst()) } }
            return ServedKind(
                group: group, version: name, kind: kind, plural: plural, singular: names.at("singular")?.text ?? kind.lowercased(),
                listKind: names.at("listKind")?.text ?? kind + "List", shortNames: names.at("shortNames")?.textElements ?? [],
                categories: names.at("categories")?.textElements ?? [], isNamespaced: spec.at("scope")?.text != "Cluster",
                hasStatus: version.at("subresources", "status") != nil, scale: scale, selectableFields: fields ?? [],
                mergeType: (schema.map { MergeType($0) } ?? .deduced).withMetadata, schema: schema, openAPI: openAPI,
                printerColumns: version.at("additionalPrinterColumns")?.elements.compactMap { PrinterColumn($0) } ?? [], isBuiltIn: false,
                countsGeneration: true, storage: GroupResource(group: group, resource: plural), storageVersion: stored)
        }
    }

    /// What is wrong with a definition.
    static func problems(of definition: JSONValue) -> [FieldProblem] {
        var problems: [FieldProblem] = []
        let spec = definition.at("spec") ?? .object([:])
        let group = spec.at("group")?.text ?? ""
        let plural = spec.at("names", "plural")?.text ?? ""
        for field in [["group"], ["scope"], ["names", "plural"], ["names", "kind"], ["versions"]] where spec.at(field) == nil {
            problems.append(.required("spec.\(field.joined(separator: "."))"))
        }
        if !plural.isEmpty, definition.name != "\(plural).\(group)" {
            problems.append(.invalid("metadata.name", "\"\(definition.name)\"", "must be spec.names.plural+\".\"+spec.group"))
        }
        if let scope = spec.at("scope")?.text, scope != "Cluster", scope != "Namespaced" {
            problems.append(.unsupported("spec.scope", "\"\(scope)\"", ["\"Cluster\"", "\"Namespaced\""]))
        }
        let versions = spec.at("versions")?.elements ?? []
        if versions.count(where: { $0.at("storage")?.flag == true }) != 1 {
            let names = JSONValue.array(versions.compactMap { $0.at("name") }).serializedString
            problems.append(.invalid("spec.versions", names, "must have exactly one version marked as storage version"))
        }
        for (index, version) in versions.enumerated() where version.at("schema", "openAPIV3Schema") == nil {
            problems.append(.required("spec.versions[\(index)].schema.openAPIV3Schema", "schemas are required"))
        }
        return problems + ruleProblems(versions.map { $0.at("schema", "openAPIV3Schema") ?? .null })
    }

    // The server keeps a schema that all versions share in one place, and names that place.
    private static func ruleProblems(_ schemas: [JSONValue]) -> [FieldProblem] {
        if let first = schemas.first, schemas.allSatisfy({ $0 == first }) {
            return RuleDefinitions.problems(StructuralSchema(first, isRoot: true), at: "spec.validation.openAPIV3Schema")
        }
        return schemas.enumerated().flatMap { index, schema in
            RuleDefinitions.problems(StructuralSchema(schema, isRoot: true), at: "spec.versions[\(index)].schema.openAPIV3Schema")
        }
    }

    /// The definition with its defaults and, in `status`, the names accepted and the conditions of an established one.
    static func established(_ definition: JSONValue, now: Timestamp) -> JSONValue {
        var result = definition
        let kind = definition.at("spec", "names", "kind")?.text ?? ""
        for (member, value) in [("singular", kind.lowercased()), ("listKind", kind + "List")]
        where definition.at("spec", "names", member) == nil {
            result.set(.string(value), at: "spec", "names", member)
        }
        if definition.at("spec", "conversion") == nil { result.set(["strategy": "None"], at: "spec", "conversion") }
        let stored =
            definition.at("spec", "versions")?.elements.filter { $0.at("storage")?.flag == true }.compactMap { $0.at("name") } ?? []
        let before = definition.at("status", "conditions")?.elements ?? []
        let conditions = [
            ("NamesAccepted", "NoConflicts", "no conflicts found"),
            ("Established", "InitialNamesAccepted", "the initial names have been accepted"),
        ].map { type, reason, message -> JSONValue in
            before.first { $0.at("type")?.text == type && $0.at("status")?.text == "True" } ?? [
                "type": .string(type), "status": "True", "reason": .string(reason), "message": .string(message),
                "lastTransitionTime": .string(now.text),
            ]
        }
        result.set(
            [
                "conditions": .array(conditions), "acceptedNames": result.at("spec", "names") ?? .object([:]),
                "storedVersions": .array(stored),
            ],
            at: "status")
        return result
    }

    private static func path(_ text: JSONValue?) -> [String] { (text?.text ?? "").split(separator: ".").map(String.init) }
}
