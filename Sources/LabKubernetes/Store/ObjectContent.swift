import JSON

/// The content of one state of an object: its text, written once, and beside it what the server asks for most often.
///
/// The text leaves out `apiVersion`, `kind` and `metadata.resourceVersion`, so that every version of a kind and every revision share it.
final class ObjectContent: Sendable {
    // A tree takes about ten times the memory of its text: small ones are worth it, those of large objects are read when needed.
    private static let treeLimit = 2_048

    let key: ObjectKey
    let uid: String
    let labels: [String: String]
    let finalizers: [String]
    let ownerReferences: [JSONValue]
    let isTerminating: Bool
    let apiVersion: String
    let kind: String
    /// What follows `"metadata":{"resourceVersion":"1"`: the other members of the metadata, its brace, the other members of the object.
    let text: [UInt8]
    /// Where the metadata ends in the text, after its brace.
    let metadataEnd: Int
    private let tree: JSONValue?

    init(_ object: JSONValue) {
        var metadata = object.at("metadata")?.objectMembers ?? [:]
        metadata["resourceVersion"] = nil
        var rest = object.objectMembers
        for member in ["apiVersion", "kind", "metadata"] { rest[member] = nil }
        var text: [UInt8] = metadata.isEmpty ? [] : [UInt8(ascii: ",")]
        text += JSONValue.object(metadata).serialized().dropFirst()
        metadataEnd = text.count
        if !rest.isEmpty {
            text.append(UInt8(ascii: ","))
            let members = JSONValue.object(rest).serialized()
            text += members[1..<members.count - 1]
        }
        self.text = text
        key = object.key
        uid = object.uid
        labels = object.labels
        finalizers = object.finalizers
        ownerReferences = object.ownerReferences
        isTerminating = object.isTerminating
        apiVersion = object.apiVersion
        kind = object.kind
        tree = text.count <= Self.treeLimit ? object : nil
    }

    /// The object at a revision.
    func value(revision: Int64) -> JSONValue {
        var value: JSONValue
        if let tree {
            value = tree
        } else {
            let whole = Array(#"{"metadata":{"resourceVersion":"0""#.utf8) + text + [UInt8(ascii: "}")]
            value = (try? JSONValue(parsing: whole)) ?? [:]
            if !apiVersion.isEmpty { value.set(.string(apiVersion), at: "apiVersion") }
            if !kind.isEmpty { value.set(.string(kind), at: "kind") }
        }
        value.set(.string(String(revision)), at: "metadata", "resourceVersion")
        return value
    }
}
