import NIOConcurrencyHelpers

/// What is read off the objects at some places, once until one of them is written.
final class DerivedFromStore<Value: Sendable>: Sendable {
    private let places: [GroupResource]
    private let read: @Sendable (ResourceStore) -> Value
    private let known = NIOLockedValueBox<(writes: Int, value: Value)?>(nil)

    init(_ places: [GroupResource], _ read: @escaping @Sendable (ResourceStore) -> Value) {
        self.places = places
        self.read = read
    }

    /// The value of the moment.
    func value(in store: ResourceStore) -> Value {
        let writes = store.writes(places)
        if let known = known.withLockedValue({ $0 }), known.writes == writes { return known.value }
        let value = read(store)
        known.withLockedValue { $0 = (writes, value) }
        return value
    }
}
