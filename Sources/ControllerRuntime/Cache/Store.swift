import KubernetesAPI
import NIOConcurrencyHelpers

/// The objects of one kind as the API server last told of them, with indexes. Only its ``Reflector`` writes to it.
///
/// Reads take a lock for a moment and never wait for I/O.
public final class Store<Object: KubernetesObject>: Sendable {
    /// Computes the values under which an object is found in an index.
    public typealias IndexFunction = @Sendable (Object) -> [String]

    struct Contents {
        var objects: [ObjectKey: Object] = [:]
        var indexes: [String: [String: Set<ObjectKey>]] = [:]
        var seen = SeenVersions()
    }

    let contents = NIOLockedValueBox(Contents())
    private let indexFunctions: [String: IndexFunction]

    /// Makes an empty store.
    ///
    /// - Parameter indexes: the indexes, by name.
    public init(indexes: [String: IndexFunction] = [:]) {
        self.indexFunctions = indexes
    }

    /// The object of that key.
    public subscript(key: ObjectKey) -> Object? { contents.withLockedValue { $0.objects[key] } }

    /// Every object, ordered by key.
    public var all: [Object] {
        let objects = contents.withLockedValue { $0.objects }
        return objects.sorted { $0.key < $1.key }.map(\.value)
    }

    /// How many objects there are.
    public var count: Int { contents.withLockedValue { $0.objects.count } }

    /// The keys of the objects that an index holds under a value, in order.
    public func keys(inIndex index: String, at value: String) -> [ObjectKey] {
        contents.withLockedValue { $0.indexes[index]?[value] ?? [] }.sorted()
    }

    /// The objects that an index holds under a value, ordered by key.
    public func objects(inIndex index: String, at value: String) -> [Object] {
        contents.withLockedValue { contents in
            (contents.indexes[index]?[value] ?? []).sorted().compactMap { contents.objects[$0] }
        }
    }

    /// Puts an object in; returns the one that it replaces.
    @discardableResult
    func set(_ object: Object) -> Object? {
        let entries = indexFunctions.mapValues { $0(object) }
        return contents.withLockedValue { contents in
            let old = contents.objects.updateValue(object, forKey: object.key)
            if let old { unindex(old, in: &contents) }
            for (index, values) in entries {
                for value in values { contents.indexes[index, default: [:]][value, default: []].insert(object.key) }
            }
            return old
        }
    }

    /// Takes an object out.
    func remove(_ key: ObjectKey) -> Object? {
        contents.withLockedValue { contents in
            guard let old = contents.objects.removeValue(forKey: key) else { return nil }
            unindex(old, in: &contents)
            return old
        }
    }

    /// Calls those who wait for a version. A bookmark or an object of that version has been stored.
    func saw(_ version: String?) {
        guard let version, !version.isEmpty else { return }
        let due = contents.withLockedValue { contents in
            ResourceVersion(version).map { contents.seen.saw($0) } ?? contents.seen.saw(unordered: version)
        }
        for body in due { body() }
    }

    func listBegan() { contents.withLockedValue { $0.seen.listBegan() } }

    func listEnded(at version: String) {
        for body in contents.withLockedValue({ $0.seen.listEnded(at: version) }) { body() }
    }

    var keys: Set<ObjectKey> { contents.withLockedValue { Set($0.objects.keys) } }

    private func unindex(_ object: Object, in contents: inout Contents) {
        for (index, function) in indexFunctions {
            for value in function(object) {
                contents.indexes[index]?[value]?.remove(object.key)
                if contents.indexes[index]?[value]?.isEmpty == true { contents.indexes[index]?[value] = nil }
            }
        }
    }
}
