import KubernetesAPI

/// The indexes of a store: for each, by value, the keys of the objects that have it.
struct StoreIndexes<Object: KubernetesObject>: Sendable {
    /// Most values name one object only; a set for each of them would be larger than the object.
    private enum Keys: Sendable {
        case one(ObjectKey)
        case many(Set<ObjectKey>)
    }

    private let positions: [String: Int]
    private let functions: [Store<Object>.IndexFunction]
    private var tables: [[String: Keys]]

    init(_ functions: [String: Store<Object>.IndexFunction]) {
        let sorted = functions.sorted { $0.key < $1.key }
        self.positions = Dictionary(uniqueKeysWithValues: sorted.enumerated().map { ($1.key, $0) })
        self.functions = sorted.map(\.value)
        self.tables = Array(repeating: [:], count: sorted.count)
    }

    var isEmpty: Bool { functions.isEmpty }

    /// The keys of the objects that an index holds under a value, in no order.
    func keys(_ index: String, _ value: String) -> [ObjectKey] {
        guard let position = positions[index], let keys = tables[position][value] else { return [] }
        return switch keys {
        case .one(let key): [key]
        case .many(let keys): Array(keys)
        }
    }

    /// How many objects an index holds under a value.
    func count(_ index: String, _ value: String) -> Int {
        guard let position = positions[index], let keys = tables[position][value] else { return 0 }
        return switch keys {
        case .one: 1
        case .many(let keys): keys.count
        }
    }

    /// Follows an object from one state to another.
    mutating func move(_ key: ObjectKey, from old: Object?, to new: Object?) {
        for position in functions.indices {
            let before = old.map(functions[position]) ?? []
            let after = new.map(functions[position]) ?? []
            if before == after { continue }
            for value in before { tables[position][value] = Self.removing(key, from: tables[position][value]) }
            for value in after { tables[position][value] = Self.adding(key, to: tables[position][value]) }
        }
    }

    private static func adding(_ key: ObjectKey, to keys: Keys?) -> Keys {
        switch keys {
        case nil: return .one(key)
        case .one(let other): return other == key ? .one(key) : .many([other, key])
        case .many(var keys):
            keys.insert(key)
            return .many(keys)
        }
    }

    private static func removing(_ key: ObjectKey, from keys: Keys?) -> Keys? {
        guard case .many(var many) = keys else { return nil }
        many.remove(key)
        if many.count == 1, let last = many.first { return .one(last) }
        return .many(many)
    }
}
