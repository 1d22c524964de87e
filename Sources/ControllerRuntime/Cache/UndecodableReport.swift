import KubernetesAPI

/// Which objects of a collection cannot be read at present. Pure.
struct UndecodableReport: Sendable {
    private var entries: [ObjectKey: (object: UndecodableObject, list: Int)] = [:]
    private var list = 0

    var isEmpty: Bool { entries.isEmpty }

    /// The objects, ordered by key.
    var objects: [UndecodableObject] { entries.values.map(\.object).sorted { $0.key < $1.key } }

    /// Notes an object; returns whether that version of it is news.
    mutating func note(_ object: UndecodableObject) -> Bool {
        let known = entries.updateValue((object, list), forKey: object.key)
        return known == nil || known?.object.resourceVersion != object.resourceVersion
    }

    /// The object can be read now, or is gone; returns whether it was in the report.
    mutating func resolve(_ key: ObjectKey) -> Bool { entries.removeValue(forKey: key) != nil }

    mutating func beginList() { list += 1 }

    /// Drops what the list did not tell of; returns whether there was such.
    mutating func endList() -> Bool {
        let before = entries.count
        entries = entries.filter { $0.value.list == list }
        return entries.count != before
    }
}
