/// A collection: all objects of a type, or the members of one pool.
struct CollectionKey: Hashable, Sendable {
    let type: ObjectType
    /// The pool, for members.
    let parent: ObjectPath?

    init(_ type: ObjectType, of parent: ObjectPath? = nil) {
        self.type = type
        self.parent = parent
    }

    /// The collection's path below `/mgmt/tm/`.
    var uriPath: String {
        guard let parent else { return type.rawValue }
        return "ltm/pool/\(parent.segment)/members"
    }
}
