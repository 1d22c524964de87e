import JSON

/// One write, as the history keeps it and watches receive it.
struct ChangeRecord: Sendable {
    var revision: Int64
    var place: GroupResource
    var key: ObjectKey
    /// The object before; nil when it was created.
    var previous: JSONValue?
    /// The object after; nil when it was removed.
    var current: JSONValue?

    /// The last state, carrying the revision of this record: what a DELETED event shows.
    var last: JSONValue? {
        guard current == nil, var object = previous else { return current }
        object.set(.string(String(revision)), at: "metadata", "resourceVersion")
        return object
    }
}
