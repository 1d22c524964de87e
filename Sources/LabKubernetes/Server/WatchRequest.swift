import JSON

/// A watch that has been accepted: what it shows and where it begins.
struct WatchRequest: Sendable {
    var kind: ServedKind
    var selection: Selection
    var media: MediaType
    var inclusion: TableRenderer.Inclusion
    /// The objects that are sent first, as ADDED.
    var initial: [JSONValue]
    /// The revision after which changes are sent.
    var revision: Int64
    /// Whether the client named the version, which it then has seen all events up to.
    var namesVersion = false
    /// Whether a bookmark ends the initial objects (`sendInitialEvents`).
    var marksInitialEnd: Bool
    var allowsBookmarks: Bool
    /// Seconds after which the stream ends; nil for never.
    var timeout: Int64?

    /// The event that a change is to this watch; nil when it is none.
    func event(_ record: ChangeRecord) -> (type: String, object: JSONValue)? {
        guard record.place == kind.storage, selection.namespace == nil || record.key.namespace == selection.namespace else { return nil }
        return selection.event(
            previous: record.previous.map { EventConversion.served($0, as: kind) },
            current: record.current.map { EventConversion.served($0, as: kind) },
            revision: record.revision)
    }

    /// A bookmark.
    func bookmark(revision: Int64, endsInitial: Bool = false) -> JSONValue {
        var metadata: JSONValue = ["resourceVersion": .string(String(revision)), "creationTimestamp": .null]
        if endsInitial { metadata.set(["k8s.io/initial-events-end": "true"], at: "annotations") }
        return ["kind": .string(kind.kind), "apiVersion": .string(kind.apiVersion), "metadata": metadata]
    }

    /// One line of the stream.
    func line(_ type: String, _ object: JSONValue, isFirst: Bool, now: Timestamp) -> [UInt8] {
        let shown: JSONValue
        switch media {
        case .table where type == "BOOKMARK" || type == "ERROR": shown = object
        case .table:
            shown = TableRenderer(kind: kind, inclusion: inclusion, now: now)
                .table([object], metadata: ["resourceVersion": .string(object.resourceVersion)], withColumns: isFirst)
        case .metadata where type != "ERROR": shown = TableRenderer.partial(object)
        default: shown = object
        }
        return JSONValue.object(["type": .string(type), "object": shown]).serialized() + [UInt8(ascii: "\n")]
    }
}
