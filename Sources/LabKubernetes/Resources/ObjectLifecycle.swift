import JSON

/// What a create or update makes of the object sent: the members that only the server sets, defaults, checks, generation.
/// Objects are in the served version here.
enum ObjectLifecycle {
    /// The object to store for a create.
    static func created(_ input: JSONValue, _ context: WriteContext, uid: String, suffix: String) throws(APIFailure) -> JSONValue {
        var object = input
        let kind = context.kind
        if object.name.isEmpty {
            guard let prefix = object.at("metadata", "generateName")?.text, !prefix.isEmpty else {
                throw .invalid(
                    group: kind.group, kind: kind.kind, name: "", [.required("metadata.name", "name or generateName is required")])
            }
            object.set(.string(prefix.prefix(58) + suffix), at: "metadata", "name")
        }
        object.set(.string(uid), at: "metadata", "uid")
        object.set(.string(context.now.text), at: "metadata", "creationTimestamp")
        for member in ["resourceVersion", "deletionTimestamp", "deletionGracePeriodSeconds", "selfLink", "managedFields"] {
            object.set(nil, at: "metadata", member)
        }
        object.set(kind.countsGeneration ? .integer(1) : nil, at: "metadata", "generation")
        if kind.hasStatus { object.set(nil, at: "status") }
        object = try normalized(object, context)
        object = BuiltInDefaults.apply(to: object, kind, isCreate: true)
        try check(object, old: nil, context)
        return object
    }

    /// The object to store for a replace or patch of an existing one.
    static func updated(_ input: JSONValue, from old: JSONValue, _ context: WriteContext) throws(APIFailure) -> JSONValue {
        let kind = context.kind
        var object = input
        if context.subresource == "status" {
            object = old
            object.set(input.at("status"), at: "status")
        } else if kind.hasStatus {
            object.set(old.at("status"), at: "status")
        }
        for member in [
            "uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "generation", "resourceVersion", "namespace",
            "name", "generateName",
            "selfLink",
        ] {
            object.set(old.at("metadata", member), at: "metadata", member)
        }
        object.set(nil, at: "metadata", "managedFields")
        object = try normalized(object, context)
        object = BuiltInDefaults.apply(to: object, kind, isCreate: false, old: old)
        if kind.countsGeneration, desired(object, kind) != desired(old, kind) {
            object.set(.integer(old.generation + 1), at: "metadata", "generation")
        }
        if old.isTerminating {
            let added = object.finalizers.filter { !old.finalizers.contains($0) }
            if !added.isEmpty {
                throw .invalid(
                    group: kind.group, kind: kind.kind, name: object.name,
                    [
                        .forbidden(
                            "metadata.finalizers",
                            "no new finalizers can be added if the object is being deleted, found new finalizers []string{\(added.map { "\"\($0)\"" }.joined(separator: ", "))}"
                        )
                    ])
            }
        }
        try check(object, old: old, context)
        return object
    }

    /// The names of unknown fields, which a strict write is refused for and another is warned of.
    static func unknownFields(_ input: JSONValue, _ kind: ServedKind) -> [String] {
        let metadata = (input.at("metadata")?.objectMembers ?? [:]).keys.filter { !metadataMembers.contains($0) }.sorted()
        guard let schema = kind.schema else { return metadata.map { "metadata.\($0)" } }
        var pruner = SchemaPruner()
        _ = pruner.prune(input, schema)
        return metadata.map { "metadata.\($0)" } + pruner.unknown
    }

    private static let metadataMembers: Set<String> = [
        "name", "generateName", "namespace", "selfLink", "uid", "resourceVersion", "generation", "creationTimestamp", "deletionTimestamp",
        "deletionGracePeriodSeconds", "labels", "annotations", "ownerReferences", "finalizers", "managedFields",
    ]

    private static func normalized(_ input: JSONValue, _ context: WriteContext) throws(APIFailure) -> JSONValue {
        let kind = context.kind
        var object = input
        object.set(.string(kind.apiVersion), at: "apiVersion")
        object.set(.string(kind.kind), at: "kind")
        for member in ["labels", "annotations"] {
            for (name, value) in object.at("metadata", member)?.objectMembers ?? [:] where value.text == nil {
                throw .badRequest(
                    "\(kind.kind) in version \"\(kind.version)\" cannot be handled as a \(kind.kind): json: cannot unmarshal \(value.kindDescription) into Go struct field ObjectMeta.metadata.\(member) of type string (\(name))"
                )
            }
            if object.at("metadata", member)?.isEmptyContainer == true { object.set(nil, at: "metadata", member) }
        }
        if let metadata = object.at("metadata")?.objectMembers {
            object.set(.object(metadata.filter { metadataMembers.contains($0.key) }), at: "metadata")
        }
        if object.at("metadata", "finalizers")?.isEmptyContainer == true { object.set(nil, at: "metadata", "finalizers") }
        guard let schema = kind.schema else { return object }
        var pruner = SchemaPruner()
        object = pruner.prune(object, schema)
        return SchemaDefaulter.apply(schema, to: object)
    }

    private static func check(_ object: JSONValue, old: JSONValue?, _ context: WriteContext) throws(APIFailure) {
        let kind = context.kind
        var problems = ObjectChecks.metadata(object, kind)
        if let schema = kind.schema { problems += schemaProblems(object, old: old, schema, context) }
        problems += ObjectChecks.problems(object, old: old, kind)
        if !problems.isEmpty { throw .invalid(group: kind.group, kind: kind.kind, name: object.name, problems) }
    }

    private static func schemaProblems(
        _ object: JSONValue, old: JSONValue?, _ schema: StructuralSchema, _ context: WriteContext
    ) -> [FieldProblem] {
        let problems = SchemaValidator.problems(of: object, schema)
        guard schema.hasRules else { return problems }
        if problems.contains(where: { RuleValidator.blocking.contains($0.reason) }) { return problems + [RuleValidator.unchecked] }
        // What was stored before a default came reads as if it had it.
        let validator = RuleValidator(object, old: old.map { SchemaDefaulter.apply(schema, to: $0) }, schema)
        context.warnings.add(validator.warnings)
        return problems + validator.problems
    }

    /// What the generation counts: everything but metadata and status.
    private static func desired(_ object: JSONValue, _ kind: ServedKind) -> [String: JSONValue] {
        object.objectMembers.filter { name, _ in
            name != "metadata" && !(name == "status" && kind.hasStatus) && name != "apiVersion" && name != "kind"
        }
    }
}
