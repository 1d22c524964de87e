import KubernetesAPI

/// The objects of a ``Store`` at one moment, in no order. It costs no copies of the objects; what is written later is not in it.
public struct StoreSnapshot<Object: KubernetesObject>: Sequence, Sendable {
    let slots: [ObjectKey: StoreContents<Object>.Slot]

    /// How many objects there are.
    public var count: Int { slots.count }

    /// The object of that key.
    public subscript(key: ObjectKey) -> Object? { slots[key]?.stored.object }

    /// Walks over the objects.
    public struct Iterator: IteratorProtocol {
        var base: Dictionary<ObjectKey, StoreContents<Object>.Slot>.Values.Iterator

        public mutating func next() -> Object? { base.next()?.stored.object }
    }

    /// Begins a walk over the objects.
    public func makeIterator() -> Iterator { Iterator(base: slots.values.makeIterator()) }

    /// How many objects a walk comes by.
    public var underestimatedCount: Int { slots.count }
}
