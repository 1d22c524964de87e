import JSON

/// What a list or watch shows: a namespace, labels and fields together.
struct Selection: Sendable {
    var namespace: String?
    var labels: LabelSelector?
    var fields: FieldSelector?

    /// Whether an object (in the served version) is shown.
    func matches(_ object: JSONValue) -> Bool {
        (namespace == nil || object.namespace == namespace) && (labels?.matches(object.labels) ?? true) && (fields?.matches(object) ?? true)
    }

    /// The event that a change is to whoever watches this selection; nil when it is none. An object that leaves the selection is DELETED,
    /// shown as it last was, with the revision of the change.
    func event(previous: JSONValue?, current: JSONValue?, revision: Int64) -> (type: String, object: JSONValue)? {
        let shownBefore = previous.map(matches) ?? false
        if let current, matches(current) { return (shownBefore ? "MODIFIED" : "ADDED", current) }
        guard shownBefore, var last = previous else { return nil }
        last.set(.string(String(revision)), at: "metadata", "resourceVersion")
        return ("DELETED", last)
    }
}
