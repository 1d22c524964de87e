/// What a list or watch shows: a namespace, labels and fields together.
struct Selection: Sendable {
    var kind: ServedKind
    var namespace: String?
    var labels: LabelSelector?
    var fields: FieldSelector?

    /// Whether an object is shown.
    func matches(_ object: StoredObject) -> Bool {
        (namespace == nil || object.namespace == namespace) && (labels?.matches(object.labels) ?? true)
            && (fields?.matches(object, as: kind) ?? true)
    }

    /// The event that a change is to whoever watches this selection; nil when it is none. An object that leaves the selection is DELETED,
    /// shown as it last was, with the revision of the change.
    func event(_ record: ChangeRecord) -> (type: String, object: StoredObject)? {
        let shownBefore = record.previous.map(matches) ?? false
        if let current = record.current, matches(current) { return (shownBefore ? "MODIFIED" : "ADDED", current) }
        guard shownBefore, let last = record.previous else { return nil }
        return ("DELETED", StoredObject(revision: record.revision, content: last.content))
    }
}
