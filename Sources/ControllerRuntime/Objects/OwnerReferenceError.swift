import KubernetesAPI

/// An object cannot own another one so.
public enum OwnerReferenceError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Another object is its controller already.
    case alreadyControlled(object: ObjectKey, by: OwnerReference)
    /// The owner lives in a namespace and the object in another one, or in none: the garbage collector would delete it.
    case otherNamespace(object: ObjectKey, owner: ObjectKey)
    /// The owner has not been created yet.
    case noUID(owner: ObjectKey)

    public var description: String {
        switch self {
        case .alreadyControlled(let object, let owner):
            "\(object): metadata.ownerReferences names \(owner.kind) \(owner.name) as its controller already; there can be one only"
        case .otherNamespace(let object, let owner):
            "\(object): its owner \(owner) must be in the same namespace, or cluster-scoped; the garbage collector deletes it otherwise"
        case .noUID(let owner):
            "\(owner): metadata.uid is missing; an owner must have been created, and read back, before it owns something"
        }
    }
}
