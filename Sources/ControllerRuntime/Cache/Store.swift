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
        var seen: SeenVersions
        var handlers: [StoreHandler<Object>] = []
        /// For each part, when the server was last heard of.
        var contacts: [ContinuousClock.Instant?]
        /// The parts whose first list has not ended. Until it has none nobody is told of anything: half a collection is none.
        var missing: Set<Int>

        init(indexes: [String: IndexFunction], parts: Int) {
            self.contents = StoreContents(indexes: indexes, parts: parts)
            self.seen = SeenVersions(parts: parts)
            self.contacts = Array(repeating: nil, count: max(1, parts))
            self.missing = Set(0..<max(1, parts))
        }
    }

    let state: NIOLockedValueBox<State>

    /// Makes an empty store.
    ///
    /// - Parameter indexes: the indexes, by name.
    public convenience init(indexes: [String: IndexFunction] = [:]) { self.init(indexes: indexes, parts: 1) }

    /// - Parameter parts: how many collections, of as many namespaces, it holds.
    init(indexes: [String: IndexFunction], parts: Int) {
        self.state = NIOLockedValueBox(State(indexes: indexes, parts: parts))
    }

    /// The object of that key.
    public subscript(key: ObjectKey) -> Object? { state.withLockedValue { $0.contents.slots[key]?.stored }?.object }

    /// Every object, ordered by key. Where the order does not matter, ``snapshot`` is cheaper.
    public var all: [Object] { snapshot.slots.sorted { $0.key < $1.key }.map(\.value.stored.object) }

    /// How many objects there are.
    public var count: Int { state.withLockedValue { $0.contents.slots.count } }

    /// Whether there is an object of that key.
    public func contains(_ key: ObjectKey) -> Bool { state.withLockedValue { $0.contents.slots[key] != nil } }

    /// The objects as they are now, in no order.
    public var snapshot: StoreSnapshot<Object> {
        // A reference to the table; the next write copies the table, not the objects.
        StoreSnapshot(slots: state.withLockedValue { $0.contents.slots })
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
}
