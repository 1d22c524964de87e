import KubernetesAPI
import NIOConcurrencyHelpers

/// Who is told of a store's changes. Its lock keeps the order: what is replayed at the registration comes before what happens meanwhile.
final class StoreHandler<Object: KubernetesObject>: Sendable {
    private let turn = NIOLock()
    private let body: @Sendable (StoreChange<Object>) -> Void

    init(_ body: @escaping @Sendable (StoreChange<Object>) -> Void) { self.body = body }

    func tell(_ outcome: StoreOutcome<Object>) { turn.withLock { outcome.forEachChange(body) } }

    /// Takes the first turn: `begin` makes the handler known, then it is told of what `begin` returns, and only then of anything else.
    func replay(_ begin: () -> [StoredObject<Object>]) {
        turn.withLock {
            for stored in begin() { body(.added(stored.object)) }
        }
    }
}

/// A handler's registration with a ``Store``.
public struct StoreSubscription: Sendable {
    let remove: @Sendable () -> Void

    /// Ends it: the handler is told of no further change. Only a change that is being told at this moment may still reach it.
    public func cancel() { remove() }
}
