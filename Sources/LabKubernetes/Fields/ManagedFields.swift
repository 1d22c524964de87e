import JSON

/// Who owns which fields of an object: the content of `metadata.managedFields`.
struct ManagedFields: Sendable, Equatable {
    /// One entry.
    struct Entry: Sendable, Equatable {
        var manager: String
        var operation: String
        var apiVersion: String
        var subresource: String
        var time: String?
        var fields: FieldSet

        /// Whether both are the same entry, whatever they own.
        func isSame(as other: Entry) -> Bool {
            manager == other.manager && operation == other.operation && subresource == other.subresource
                && (operation == "Apply" || apiVersion == other.apiVersion)
        }

        /// The manager as a conflict names it.
        var shown: String {
            guard operation == "Update" else { return JSONValue.string(manager).serializedString }
            let part = subresource.isEmpty ? "" : " with subresource \"\(subresource)\""
            return "\(JSONValue.string(manager).serializedString)\(part) using \(apiVersion)" + (time.map { " at \($0)" } ?? "")
        }
    }

    var entries: [Entry] = []

    /// Paths that nobody owns.
    private static let unowned: [[PathElement]] =
        [["apiVersion"], ["kind"]].map { $0.map { .field($0) } }
        + [
            "name", "namespace", "creationTimestamp", "selfLink", "uid", "generation", "managedFields", "resourceVersion",
            "deletionTimestamp",
            "deletionGracePeriodSeconds",
        ].map { [.field("metadata"), .field($0)] }

    static func owned(_ set: FieldSet) -> FieldSet { unowned.reduce(set) { $0.removing($1) } }

    /// Whether a write takes all entries away, by an empty list or one with an empty entry.
    /// <https://kubernetes.io/docs/reference/using-api/server-side-apply/#clearing-managedfields>
    static func isReset(_ input: JSONValue, from old: JSONValue) -> Bool {
        guard let list = input.at("metadata", "managedFields"), old.at("metadata", "managedFields") != nil else { return false }
        return list == [] || list == [[:]]
    }

    /// The owner of what an object held before anybody applied to it, when nothing was tracked.
    static func beforeFirstApply(_ object: JSONValue, _ kind: ServedKind) -> ManagedFields {
        let fields = owned(FieldExtractor.fields(of: object, kind.mergeType))
        return ManagedFields(entries: [
            Entry(
                manager: "before-first-apply", operation: "Update", apiVersion: kind.apiVersion, subresource: "", time: nil, fields: fields)
        ])
    }

    init(entries: [Entry] = []) { self.entries = entries }

    /// Reads `metadata.managedFields`.
    init(_ object: JSONValue) {
        entries = (object.at("metadata", "managedFields")?.elements ?? []).map { value in
            Entry(
                manager: value.at("manager")?.text ?? "", operation: value.at("operation")?.text ?? "Update",
                apiVersion: value.at("apiVersion")?.text ?? "", subresource: value.at("subresource")?.text ?? "",
                time: value.at("time")?.text,
                fields: FieldSet(encoded: value.at("fieldsV1") ?? .object([:])))
        }
    }

    /// The value of `metadata.managedFields`; nil when nobody owns anything.
    var encoded: JSONValue? {
        if entries.isEmpty { return nil }
        return .array(
            entries.map { entry in
                var value: JSONValue = [
                    "manager": .string(entry.manager), "operation": .string(entry.operation), "apiVersion": .string(entry.apiVersion),
                    "fieldsType": "FieldsV1", "fieldsV1": entry.fields.encoded,
                ]
                if let time = entry.time { value.set(.string(time), at: "time") }
                if !entry.subresource.isEmpty { value.set(.string(entry.subresource), at: "subresource") }
                return value
            })
    }

    /// Records a create, replace or patch: what changed now belongs to its manager alone.
    func updated(by writer: Entry, from old: JSONValue, to new: JSONValue, _ type: MergeType) -> ManagedFields {
        let changes = FieldExtractor.changes(from: old, to: new, type)
        let touched = Self.owned(changes.added.union(changes.changed))
        let removed = Self.owned(changes.removed)
        if touched.isEmpty, removed.isEmpty { return self }
        var result = ManagedFields()
        var own = writer
        own.fields = touched
        for entry in entries {
            if entry.isSame(as: writer) {
                own.fields = entry.fields.subtractingTrees(removed).union(touched)
                if own.fields == entry.fields { own.time = entry.time }
            } else {
                var other = entry
                other.fields = entry.fields.subtractingTrees(removed).subtracting(touched)
                if !other.fields.isEmpty { result.entries.append(other) }
            }
        }
        if !own.fields.isEmpty { result.entries.append(own) }
        return result
    }
}
