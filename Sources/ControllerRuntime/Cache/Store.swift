import KubernetesAPI
import NIOConcurrencyHelpers

/// The objects of one kind as the API server last told of them, with indexes. Only its ``Reflector`` writes to it.
///
/// Reads take a lock for a moment and never wait for I/O. Reads that go over many objects do so on a snapshot, outside the lock.
public final class Store<Object: KubernetesObject>: Sendable {
    /// Computes the values under which an object is found in an index.
    public typealias IndexFunction = @Sendable (Object) -> [String]

    struct State: Sendable {
        var contents: StoreContents<Object>
        var seen = SeenVersions()
        var handlers: [StoreHandler<Object>] = []
        var lastContact: ContinuousClock.Instant?
    }

    let state: NIOLockedValueBox<State>

    /// Makes an empty store.
    ///
    /// - Parameter indexes: the indexes, by name.
    public init(indexes: [String: IndexFunction] = [:]) {
        self.state = NIOLockedValueBox(State(contents: StoreContents(indexes: indexes)))
    }

    /// The object of that key.
    public subscript(key: ObjectKey) -> Object? { state.withLockedValue { $0.contents.slots[key]?.stored }?.object }

    /// Every object, ordered by key. Where the order does not matter, ``forEach(_:)`` is cheaper.
    public var all: [Object] { snapshot.sorted { $0.key < $1.key }.map(\.value.stored.object) }

    /// How many objects there are.
    public var count: Int { state.withLockedValue { $0.contents.slots.count } }

    /// Whether there is an object of that key.
    public func contains(_ key: ObjectKey) -> Bool { state.withLockedValue { $0.contents.slots[key] != nil } }

    /// Calls `body` with every object as they are now, in no order.
    public func forEach(_ body: (Object) throws -> Void) rethrows {
        for slot in snapshot.values { try body(slot.stored.object) }
    }

    /// The keys of the objects that an index holds under a value, in order.
    public func keys(inIndex index: String, at value: String) -> [ObjectKey] {
        state.withLockedValue { $0.contents.indexes.keys(index, value) }.sorted()
    }

    /// How many objects an index holds under a value.
    public func count(inIndex index: String, at value: String) -> Int { state.withLockedValue { $0.contents.indexes.count(index, value) } }

    /// The objects that an index holds under a value, ordered by key.
    public func objects(inIndex index: String, at value: String) -> [Object] {
        let found = state.withLockedValue { state in
            state.contents.indexes.keys(index, value).compactMap { key in state.contents.slots[key].map { (key, $0.stored) } }
        }
        return found.sorted { $0.0 < $1.0 }.map(\.1.object)
    }

    // A reference to the table as it is now; the next write copies the table, not the objects.
    private var snapshot: [ObjectKey: StoreContents<Object>.Slot] { state.withLockedValue { $0.contents.slots } }
}
