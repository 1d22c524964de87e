import JSON

/// Server-side apply as a pure function: live object and applied configuration in, new object or conflicts out.
/// <https://kubernetes.io/docs/reference/using-api/server-side-apply/>
struct ServerSideApply: Sendable {
    var type: MergeType
    var writer: ManagedFields.Entry
    var force: Bool

    /// One field that another manager holds with another value.
    struct Conflict: Sendable, Equatable {
        var manager: String
        var field: String
    }

    /// What came out.
    enum Outcome: Sendable, Equatable {
        /// The new object, without `managedFields`, and the new owners.
        case applied(JSONValue, ManagedFields)
        case conflicts([Conflict])
    }

    /// Applies; `live` is nil when the object does not exist yet.
    func apply(_ configuration: JSONValue, to live: JSONValue?, owners: ManagedFields) -> Outcome {
        let applied = ManagedFields.owned(FieldExtractor.fields(of: configuration, type))
        guard let live else {
            var entry = writer
            entry.fields = applied
            return .applied(configuration, ManagedFields(entries: [entry]))
        }
        let merged = FieldMerger.merge(configuration, into: live, type)
        let changes = FieldExtractor.changes(from: live, to: merged, type)
        let contested = ManagedFields.owned(changes.changed.union(changes.added)).intersection(applied)

        var previous = FieldSet()
        var others: [ManagedFields.Entry] = []
        var conflicts: [Conflict] = []
        for entry in owners.entries {
            if entry.isSame(as: writer) {
                previous = entry.fields
                continue
            }
            let overlap = entry.fields.intersection(contested)
            conflicts += overlap.shownPaths.map { Conflict(manager: entry.shown, field: $0) }
            var other = entry
            other.fields = entry.fields.subtracting(overlap)
            if !other.fields.isEmpty { others.append(other) }
        }
        if !conflicts.isEmpty, !force { return .conflicts(conflicts) }

        let dropped = previous.subtracting(applied)
        let stillOwned = others.reduce(FieldSet()) { $0.union($1.fields) }.union(applied)
        let orphaned = Self.withoutParents(of: stillOwned, in: dropped)
        let result = FieldMerger.remove(orphaned, from: merged, type) ?? .object([:])

        var own = writer
        own.fields = applied
        if let before = owners.entries.first(where: { $0.isSame(as: writer) }), before.fields == applied, result == live {
            own.time = before.time
            own.apiVersion = before.apiVersion
        }
        return .applied(result, ManagedFields(entries: applied.isEmpty ? others : Self.placing(own, among: others, as: owners)))
    }

    /// What of `dropped` may go: nothing that others own, and no element below which others own something.
    private static func withoutParents(of kept: FieldSet, in dropped: FieldSet) -> FieldSet {
        var result = FieldSet()
        for member in dropped.members where !kept.members.contains(member) && kept.children[member] == nil { result.members.insert(member) }
        for (step, child) in dropped.children {
            result.setChild(step, kept.children[step].map { withoutParents(of: $0, in: child) } ?? child)
        }
        return result
    }

    private static func placing(_ own: ManagedFields.Entry, among others: [ManagedFields.Entry], as owners: ManagedFields) -> [ManagedFields
        .Entry]
    {
        var result: [ManagedFields.Entry] = []
        var placed = false
        for entry in owners.entries {
            if entry.isSame(as: own) {
                result.append(own)
                placed = true
            } else if let other = others.first(where: { $0.isSame(as: entry) }) {
                result.append(other)
            }
        }
        return placed ? result : result + [own]
    }

    /// The refusal for conflicts, in Kubernetes' words.
    static func failure(_ conflicts: [Conflict]) -> APIFailure {
        var text: String
        if conflicts.count == 1 {
            text = "conflict with \(conflicts[0].manager): \(conflicts[0].field)"
        } else {
            text = Dictionary(grouping: conflicts, by: \.manager).sorted { $0.key < $1.key }
                .map { manager, list in "conflicts with \(manager):\n" + list.map { "- \($0.field)" }.joined(separator: "\n") }
                .joined(separator: "\n")
        }
        text = "Apply failed with \(conflicts.count) conflict\(conflicts.count == 1 ? "" : "s"): " + text
        return APIFailure(
            code: 409, reason: "Conflict", message: text,
            causes: conflicts.map { .init(reason: "FieldManagerConflict", message: "conflict with \($0.manager)", field: $0.field) })
    }
}
