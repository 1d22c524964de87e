import KubernetesAPI

/// What happened to an object in a ``Store``.
public enum StoreChange<Object: KubernetesObject>: Sendable {
    /// The object is new.
    case added(Object)
    /// The object has changed.
    case updated(old: Object, new: Object)
    /// The object is gone; its last known state.
    case deleted(Object)

    /// The object as it is now, or was last.
    public var object: Object {
        switch self {
        case .added(let object), .updated(_, let object), .deleted(let object): object
        }
    }
}
