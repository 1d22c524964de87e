/// One write, as the history keeps it and watches receive it.
struct ChangeRecord: Sendable {
    var revision: Int64
    var place: GroupResource
    var key: ObjectKey
    /// The object before; nil when it was created.
    var previous: StoredObject?
    /// The object after; nil when it was removed.
    var current: StoredObject?

    /// The last state, carrying the revision of this record: what a DELETED event shows.
    var last: StoredObject? { current ?? previous.map { StoredObject(revision: revision, content: $0.content) } }
}
