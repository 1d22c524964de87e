import JSON

/// How the parts of an object merge: which lists are keyed, which are sets, which maps are one value.
/// Strategic merge patch and server-side apply both read it.
/// <https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy>
indirect enum MergeType: Sendable {
    /// Nothing is known: maps merge by member, lists are one value.
    case deduced
    /// A map that merges by member; members not named are `other`.
    case map(fields: [String: MergeType], other: MergeType)
    /// One value, owned and replaced as a whole.
    case atomic
    /// A list of scalars without order.
    case set
    /// A list of objects, each known by its keys. Strategic merge patch uses the first key only.
    case list(keys: [String], items: MergeType, defaults: [String: JSONValue])
    /// A list that strategic merge patch merges by a key and that server-side apply owns as a whole.
    case patchOnly(key: String, items: MergeType)

    /// The type of a member.
    func member(_ name: String) -> MergeType {
        switch self {
        case .map(let fields, let other): fields[name] ?? other
        case .atomic: .atomic
        default: .deduced
        }
    }

    /// The type of the elements of a list.
    var items: MergeType {
        switch self {
        case .list(_, let items, _), .patchOnly(_, let items): items
        default: .deduced
        }
    }

    /// The key by which strategic merge patch knows the elements of a list; nil when the list is replaced.
    var patchKey: String? {
        switch self {
        case .list(let keys, _, _): keys.first
        case .patchOnly(let key, _): key
        default: nil
        }
    }

    /// Whether strategic merge patch merges a list of scalars.
    var isSet: Bool {
        if case .set = self { return true }
        return false
    }

    /// Whether a map or list counts as one value.
    func isAtomic(_ value: JSONValue) -> Bool {
        switch self {
        case .atomic: true
        case .deduced, .map, .patchOnly: value.isArray
        case .set, .list: value.isObject
        }
    }
}

extension MergeType {
    /// Reads paths such as `spec.containers[name].ports[containerPort,protocol=TCP]`, `metadata.finalizers{}` (a set),
    /// `spec.selector!` (atomic) and `imagePullSecrets~name` (merged by patches, owned as a whole).
    init(paths: [String]) {
        self = .map(fields: [:], other: .deduced)
        for path in paths { insert(path.split(separator: ".")[...]) }
    }

    private mutating func insert(_ path: ArraySlice<Substring>) {
        guard let first = path.first else { return }
        guard case .map(var fields, let other) = self else { return }
        let end = first.firstIndex { "[{!~".contains($0) } ?? first.endIndex
        let name = String(first[..<end])
        let mark = first[end...]
        var child = fields[name] ?? Self.node(mark)
        let rest = path.dropFirst()
        if !rest.isEmpty {
            switch child {
            case .list(let keys, var items, let defaults):
                items.insert(rest)
                child = .list(keys: keys, items: items, defaults: defaults)
            case .patchOnly(let key, var items):
                items.insert(rest)
                child = .patchOnly(key: key, items: items)
            default:
                child.insert(rest)
            }
        }
        fields[name] = child
        self = .map(fields: fields, other: other)
    }

    private static func node(_ mark: Substring) -> MergeType {
        let empty = MergeType.map(fields: [:], other: .deduced)
        switch mark.first {
        case "!": return .atomic
        case "{": return .set
        case "~": return .patchOnly(key: String(mark.dropFirst()), items: empty)
        case "[":
            var keys: [String] = []
            var defaults: [String: JSONValue] = [:]
            for part in mark.dropFirst().dropLast().split(separator: ",") {
                let pair = part.split(separator: "=")
                keys.append(String(pair[0]))
                if pair.count == 2 { defaults[String(pair[0])] = .string(String(pair[1])) }
            }
            return .list(keys: keys, items: empty, defaults: defaults)
        default: return empty
        }
    }

    /// The merge types of a custom resource, from `x-kubernetes-list-type` and its companions.
    init(_ schema: StructuralSchema) {
        switch schema.type {
        case "array":
            switch schema.listType {
            case "set": self = .set
            case "map":
                let defaults = schema.items?.properties.compactMapValues(\.defaultValue) ?? [:]
                self = .list(keys: schema.listMapKeys, items: schema.items.map { MergeType($0) } ?? .deduced, defaults: defaults)
            default: self = .atomic
            }
        case "object":
            if schema.mapType == "atomic" {
                self = .atomic
            } else {
                self = .map(
                    fields: schema.properties.mapValues { MergeType($0) },
                    other: schema.additionalProperties.map { MergeType($0) } ?? .deduced)
            }
        default: self = .deduced
        }
    }

    /// The same with the metadata of every object added.
    var withMetadata: MergeType {
        guard case .map(var fields, let other) = self else { return self }
        fields["metadata"] = Self.metadata
        return .map(fields: fields, other: other)
    }

    private static let metadata = MergeType(paths: ["ownerReferences[uid]", "finalizers{}"])
}
