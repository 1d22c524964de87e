import JSON
import NIOCore

/// An object as it is kept: its content and the revision that it got.
struct StoredObject: Sendable {
    var revision: Int64
    let content: ObjectContent

    init(revision: Int64, content: ObjectContent) {
        self.revision = revision
        self.content = content
    }

    init(_ object: JSONValue, revision: Int64) { self.init(revision: revision, content: ObjectContent(object)) }

    var key: ObjectKey { content.key }
    var name: String { content.key.name }
    var namespace: String { content.key.namespace }
    var uid: String { content.uid }
    var labels: [String: String] { content.labels }
    var finalizers: [String] { content.finalizers }
    var ownerReferences: [JSONValue] { content.ownerReferences }
    var isTerminating: Bool { content.isTerminating }
    var resourceVersion: String { String(revision) }

    /// The object as a tree.
    var value: JSONValue { content.value(revision: revision) }

    /// The value at a path of object members.
    func at(_ path: String...) -> JSONValue? { value.at(path) }

    /// How many bytes the object is on the wire, about.
    var size: Int { content.text.count + 48 }

    /// Writes the object, or its metadata alone, after an opening that ends with `"metadata":{"resourceVersion":"`.
    func write(to buffer: inout ByteBuffer, opening: [UInt8], metadataOnly: Bool = false) {
        buffer.writeBytes(opening)
        buffer.writeString(String(revision))
        buffer.writeInteger(UInt8(ascii: "\""))
        if metadataOnly { buffer.writeBytes(content.text[..<content.metadataEnd]) } else { buffer.writeBytes(content.text) }
        buffer.writeInteger(UInt8(ascii: "}"))
    }

    /// The text of the object as a kind that shows it as it is stored.
    func text(as kind: ServedKind) -> [UInt8] {
        var buffer = ByteBuffer()
        write(to: &buffer, opening: kind.opening)
        return Array(buffer.readableBytesView)
    }
}

extension ServedKind {
    /// How the text of an object of this kind begins.
    var opening: [UInt8] {
        Array(#"{"kind":\#(Self.quoted(kind)),"apiVersion":\#(Self.quoted(apiVersion)),"metadata":{"resourceVersion":""#.utf8)
    }

    /// Whether objects are shown with other members than they are stored with.
    var isConverted: Bool { storage != resource }

    private static func quoted(_ text: String) -> String { JSONValue.string(text).serializedString }
}
