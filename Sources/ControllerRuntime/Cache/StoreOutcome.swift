import KubernetesAPI

/// What an event has done to a store.
enum StoreOutcome<Object: KubernetesObject>: Sendable {
    /// Nothing: it was known already, or is older than what is known.
    case none
    /// Nothing, and it should not have come: a watch promises only what is newer than the version that it began from. Either the server repeats
    /// itself, or its versions have gone back.
    case unexpected
    case added(StoredObject<Object>)
    case updated(old: StoredObject<Object>, new: StoredObject<Object>)
    /// Deleted and created again under the same name, unseen in between: two changes, not one.
    case replaced(old: StoredObject<Object>, new: StoredObject<Object>)
    case deleted(StoredObject<Object>)

    /// What handlers are told.
    func forEachChange(_ body: (StoreChange<Object>) -> Void) {
        switch self {
        case .none, .unexpected: break
        case .added(let new): body(.added(new.object))
        case .updated(let old, let new): body(.updated(old: old.object, new: new.object))
        case .replaced(let old, let new):
            body(.deleted(old.object))
            body(.added(new.object))
        case .deleted(let old): body(.deleted(old.object))
        }
    }
}
