import JSON
import NIOCore

/// The text of a list, given out piece by piece, so that it never stands in memory whole.
struct ListBody: Sendable {
    /// How the items stand.
    enum Form: Sendable {
        /// As they are stored, after an opening.
        case stored(opening: [UInt8])
        /// As a kind that shows other members than are stored.
        case converted(ServedKind)
        /// Their metadata alone.
        case metadata
    }

    private static let partialOpening = Array(
        #"{"kind":"PartialObjectMetadata","apiVersion":"meta.k8s.io/v1","metadata":{"resourceVersion":""#.utf8)

    private let head: [UInt8]
    private let items: [StoredObject]
    private let form: Form
    private var next = 0
    private var isBegun = false
    private var isEnded = false

    /// A list of a kind.
    init(kind: String, apiVersion: String, metadata: JSONValue, items: [StoredObject], form: Form) {
        let members: JSONValue = ["kind": .string(kind), "apiVersion": .string(apiVersion), "metadata": metadata]
        head = members.rendered.dropLast() + Array(#","items":["#.utf8)
        self.items = items
        self.form = form
    }

    /// How many bytes it is, about.
    var size: Int { items.reduce(head.count) { $0 + $1.size } }

    /// The next piece: at least one byte and, but for one large item, not much more than `size`; nil when all of it has been given out.
    ///
    /// - Parameter limit: the number of items after which the piece ends, counted from the first of the list.
    mutating func piece(upTo size: Int, items limit: Int = .max) -> ByteBuffer? {
        if isEnded { return nil }
        var buffer = ByteBuffer()
        if !isBegun {
            isBegun = true
            buffer.writeBytes(head)
        }
        while next < items.count, next < limit, buffer.readableBytes < size {
            if next > 0 { buffer.writeInteger(UInt8(ascii: ",")) }
            write(items[next], to: &buffer)
            next += 1
        }
        if next == items.count {
            isEnded = true
            buffer.writeStaticString("]}\n")
        }
        return buffer.readableBytes > 0 ? buffer : nil
    }

    private func write(_ item: StoredObject, to buffer: inout ByteBuffer) {
        switch form {
        case .stored(let opening): item.write(to: &buffer, opening: opening)
        case .metadata: item.write(to: &buffer, opening: Self.partialOpening, metadataOnly: true)
        case .converted(let kind):
            let members = EventConversion.served(item, as: kind).objectMembers.filter { $0.key != "kind" && $0.key != "apiVersion" }
            buffer.writeBytes(JSONValue.object(members).rendered)
        }
    }
}
