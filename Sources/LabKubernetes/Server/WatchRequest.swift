import JSON
import NIOCore

/// A watch that has been accepted: what it shows and where it begins.
struct WatchRequest: Sendable {
    var kind: ServedKind
    var selection: Selection
    var media: MediaType
    var inclusion: TableRenderer.Inclusion
    /// The objects that are sent first, as ADDED.
    var initial: [StoredObject]
    /// The revision after which changes are sent.
    var revision: Int64
    /// Whether the client named the version, which it then has seen all events up to.
    var namesVersion = false
    /// Whether a bookmark ends the initial objects (`sendInitialEvents`).
    var marksInitialEnd: Bool
    var allowsBookmarks: Bool
    /// Seconds after which the stream ends; nil for never.
    var timeout: Int64?

    /// Whether a change is at the place and in the namespace that is watched.
    func concerns(_ record: ChangeRecord) -> Bool {
        record.place == kind.storage && (selection.namespace == nil || record.key.namespace == selection.namespace)
    }

    /// The event that a change is to this watch; nil when it is none.
    func event(_ record: ChangeRecord) -> (type: String, object: StoredObject)? { concerns(record) ? selection.event(record) : nil }

    /// A bookmark.
    func bookmark(revision: Int64, endsInitial: Bool = false) -> JSONValue {
        var metadata: JSONValue = ["resourceVersion": .string(String(revision)), "creationTimestamp": .null]
        if endsInitial { metadata.set(["k8s.io/initial-events-end": "true"], at: "annotations") }
        return ["kind": .string(kind.kind), "apiVersion": .string(kind.apiVersion), "metadata": metadata]
    }

    /// One line of the stream: an object.
    func write(_ type: String, _ object: StoredObject, to buffer: inout ByteBuffer, opening: [UInt8], isFirst: Bool) {
        switch media {
        case .json where !kind.isConverted, .discovery where !kind.isConverted:
            Self.open(type, &buffer)
            object.write(to: &buffer, opening: opening)
            buffer.writeStaticString("}\n")
        case .json, .discovery: write(type, EventConversion.served(object, as: kind), to: &buffer)
        case .metadata: write(type, TableRenderer.partial(object.value), to: &buffer)
        case .table:
            let table = TableRenderer(kind: kind, inclusion: inclusion, now: .now()).table(
                [EventConversion.served(object, as: kind)], metadata: ["resourceVersion": .string(object.resourceVersion)],
                withColumns: isFirst)
            write(type, table, to: &buffer)
        }
    }

    /// One line of the stream: a bookmark, an error, or a table.
    func write(_ type: String, _ object: JSONValue, to buffer: inout ByteBuffer) {
        Self.open(type, &buffer)
        buffer.writeBytes(object.rendered)
        buffer.writeStaticString("}\n")
    }

    private static func open(_ type: String, _ buffer: inout ByteBuffer) {
        buffer.writeStaticString(#"{"type":""#)
        buffer.writeString(type)
        buffer.writeStaticString(#"","object":"#)
    }
}
