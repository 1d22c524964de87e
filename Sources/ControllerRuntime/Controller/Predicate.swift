import KubernetesAPI

/// Which changes of objects are worth a reconcile. Predicates combine by `&&`, `||` and `!`.
///
/// Those about generations, versions, labels and annotations judge updates only: a new object and a deleted one always count.
public struct Predicate<Object: KubernetesObject>: Sendable {
    private let body: @Sendable (StoreChange<Object>) -> Bool

    /// Makes a predicate of a function.
    public init(_ body: @escaping @Sendable (StoreChange<Object>) -> Bool) { self.body = body }

    /// Makes a predicate that judges updates only.
    public init(update body: @escaping @Sendable (_ old: Object, _ new: Object) -> Bool) {
        self.body = { change in if case .updated(let old, let new) = change { body(old, new) } else { true } }
    }

    /// Whether a change counts.
    public func callAsFunction(_ change: StoreChange<Object>) -> Bool { body(change) }

    /// Every change.
    public static var any: Predicate { Predicate { _ in true } }

    /// What is desired has changed, or a deletion was asked for: not a status, not a label. Of kinds that count no generations, every change.
    public static var generationChanged: Predicate {
        Predicate(update: { old, new in
            guard let before = old.metadata.generation, let after = new.metadata.generation else { return true }
            return before != after || old.metadata.isBeingDeleted != new.metadata.isBeingDeleted
        })
    }

    /// The object itself has changed, and was not only told of again.
    public static var resourceVersionChanged: Predicate {
        Predicate(update: { old, new in
            old.metadata.resourceVersion != new.metadata.resourceVersion || old.metadata.resourceVersion == nil
        })
    }

    /// A label has changed.
    public static var labelsChanged: Predicate { Predicate(update: { $0.metadata.labels != $1.metadata.labels }) }

    /// An annotation has changed.
    public static var annotationsChanged: Predicate { Predicate(update: { $0.metadata.annotations != $1.metadata.annotations }) }

    /// The object is, or was last, in such a state.
    public static func object(_ isWanted: @escaping @Sendable (Object) -> Bool) -> Predicate { Predicate { isWanted($0.object) } }

    /// Both count it.
    public static func && (left: Predicate, right: Predicate) -> Predicate { Predicate { left($0) && right($0) } }
    /// One of them counts it.
    public static func || (left: Predicate, right: Predicate) -> Predicate { Predicate { left($0) || right($0) } }
    /// It does not count it.
    public static prefix func ! (predicate: Predicate) -> Predicate { Predicate { !predicate($0) } }
}
