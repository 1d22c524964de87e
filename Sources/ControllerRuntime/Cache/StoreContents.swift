import JSON
import KubernetesAPI

/// What a store holds, and the rules by which lists and events change it. Pure.
///
/// Objects that a list tells of are taken over as they come; those that it does not tell of go only when it has ended, so that a
/// reader never sees a collection that is half there, and a list that breaks off takes nothing away.
struct StoreContents<Object: KubernetesObject>: Sendable {
    struct Slot: Sendable {
        var stored: StoredObject<Object>
        /// The list that told of it last.
        var list: UInt32
        /// The part of the collection that it belongs to: the namespace, by its place among those of the cache.
        var part: UInt32
    }

    /// Deletions are remembered until a bookmark says that nothing older can come, but not more of them than this.
    private static var tombstoneLimit: Int { 8192 }

    private(set) var slots: [ObjectKey: Slot] = [:]
    private(set) var indexes: StoreIndexes<Object>
    private var tombstones: [[ObjectKey: UInt64]]
    private var lists: [UInt32]

    init(indexes: [String: Store<Object>.IndexFunction] = [:], parts: Int = 1) {
        self.indexes = StoreIndexes(indexes)
        self.tombstones = Array(repeating: [:], count: max(1, parts))
        self.lists = Array(repeating: 0, count: max(1, parts))
    }

    /// Puts an object in, if it is news.
    mutating func put(
        _ key: ObjectKey, _ new: StoredObject<Object>, from source: StoreSource, in part: Int = 0
    ) -> StoreOutcome<Object> {
        guard let index = slots.index(forKey: key) else { return insert(key, new, from: source, in: part) }
        let old = slots.values[index].stored
        switch source {
        case .list, .listAfterReset:
            slots.values[index].list = lists[part]
            if old.isSameIncarnation(as: new), old.isSameVersion(as: new), source == .list || Self.isSameContent(old, new) { return .none }
        case .watch(let floor):
            if new.number != 0, old.number != 0 {
                if new.number < old.number, new.number <= floor { return .unexpected }
                if new.number <= old.number { return .none }
            } else if old.isSameIncarnation(as: new), old.isSameVersion(as: new) {
                return .none
            }
        }
        slots.values[index].stored = new
        if !indexes.isEmpty { indexes.move(key, from: old.object, to: new.object) }
        return old.isSameIncarnation(as: new) ? .updated(old: old, new: new) : .replaced(old: old, new: new)
    }

    private mutating func insert(
        _ key: ObjectKey, _ new: StoredObject<Object>, from source: StoreSource, in part: Int
    ) -> StoreOutcome<Object> {
        if case .watch(let floor) = source, new.number != 0 {
            if new.number <= floor { return .unexpected }
            // It came after the event of its own deletion.
            if !tombstones[part].isEmpty, let deleted = tombstones[part][key], new.number <= deleted { return .none }
        }
        slots[key] = Slot(stored: new, list: lists[part], part: UInt32(part))
        if !indexes.isEmpty { indexes.move(key, from: nil, to: new.object) }
        return .added(new)
    }

    /// Takes an object out that a watch says is gone, unless the stored one is newer: an older one of that name.
    ///
    /// - Parameters:
    ///   - last: its last state, where the event could be read.
    ///   - number: the version of the deletion, 0 if it has no order.
    mutating func remove(
        _ key: ObjectKey, last: StoredObject<Object>?, number: UInt64, in part: Int = 0
    ) -> StoreOutcome<Object> {
        if number != 0 {
            if tombstones[part].count >= Self.tombstoneLimit { tombstones[part].removeAll(keepingCapacity: true) }
            tombstones[part][key] = max(number, tombstones[part][key] ?? 0)
        }
        guard let index = slots.index(forKey: key) else { return .none }
        let old = slots.values[index].stored
        let isSame = last.map { $0.isSameIncarnation(as: old) } ?? true
        if number != 0, old.number != 0 { if number < old.number { return .none } } else if !isSame { return .none }
        slots.remove(at: index)
        if !indexes.isEmpty { indexes.move(key, from: old.object, to: nil) }
        return .deleted(isSame ? last ?? old : old)
    }

    /// Takes an object out, whatever its version.
    mutating func remove(_ key: ObjectKey) -> StoreOutcome<Object> { remove(key, last: nil, number: 0) }

    /// From now on objects are those of a new list.
    mutating func beginList(in part: Int = 0) { lists[part] &+= 1 }

    /// The list tells of that object, but it cannot be read: the last good state stays.
    mutating func keep(_ key: ObjectKey, in part: Int = 0) {
        if let index = slots.index(forKey: key) { slots.values[index].list = lists[part] }
    }

    /// The list is over: what it did not tell of is gone.
    mutating func endList(in part: Int = 0) -> [StoredObject<Object>] {
        tombstones[part].removeAll()
        let gone = slots.filter { $0.value.part == UInt32(part) && $0.value.list != lists[part] }
        for (key, slot) in gone {
            slots[key] = nil
            if !indexes.isEmpty { indexes.move(key, from: slot.stored.object, to: nil) }
        }
        return gone.sorted { $0.key < $1.key }.map(\.value.stored)
    }

    /// Nothing older can come any more.
    mutating func bookmark(in part: Int = 0) {
        if !tombstones[part].isEmpty { tombstones[part].removeAll(keepingCapacity: true) }
    }

    private static func isSameContent(_ old: StoredObject<Object>, _ new: StoredObject<Object>) -> Bool {
        guard let old = try? JSONWriter.encode(old.object), let new = try? JSONWriter.encode(new.object) else { return false }
        return old == new
    }
}
