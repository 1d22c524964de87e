import JSON

/// Finds the paths that a value sets, and the paths in which two values differ.
enum FieldExtractor {
    /// The paths that `value` sets.
    static func fields(of value: JSONValue, _ type: MergeType) -> FieldSet {
        var set = FieldSet()
        switch value {
        case .object(let members):
            for (name, member) in members { set.add(.field(name), member, type.member(name)) }
        case .array(let elements):
            for element in elements {
                guard let step = step(element, type) else { continue }
                set.members.insert(step)
                if case .list = type { set.setChild(step, fields(of: element, type.items)) }
            }
        default: break
        }
        return set
    }

    /// The step that leads to an element of a keyed list or of a set; nil in a list that is one value.
    static func step(_ element: JSONValue, _ type: MergeType) -> PathElement? {
        switch type {
        case .set: return .value(element)
        case .list(let keys, _, let defaults):
            var key: [String: JSONValue] = [:]
            for name in keys { key[name] = element.at(name) ?? defaults[name] }
            return .key(key)
        default: return nil
        }
    }

    /// What was added, changed and removed on the way from `old` to `new`.
    static func changes(from old: JSONValue, to new: JSONValue, _ type: MergeType) -> (
        added: FieldSet, changed: FieldSet, removed: FieldSet
    ) {
        var added = FieldSet()
        var changed = FieldSet()
        var removed = FieldSet()
        let before = parts(of: old, type)
        let after = parts(of: new, type)
        for (step, value) in after {
            let childType = childType(step, type)
            guard let previous = before[step] else {
                added.add(step, value, childType)
                continue
            }
            if previous == value { continue }
            if canDescend(previous, childType), canDescend(value, childType), previous.isObject == value.isObject {
                let below = changes(from: previous, to: value, childType)
                added.setChild(step, below.added)
                changed.setChild(step, below.changed)
                removed.setChild(step, below.removed)
                if value.isEmptyContainer { changed.members.insert(step) }
            } else {
                changed.members.insert(step)
            }
        }
        for (step, value) in before where after[step] == nil {
            removed.add(step, value, childType(step, type))
            removed.members.insert(step)
        }
        return (added, changed, removed)
    }

    private static func canDescend(_ value: JSONValue, _ type: MergeType) -> Bool {
        (value.isObject || value.isArray) && !type.isAtomic(value)
    }

    static func childType(_ step: PathElement, _ type: MergeType) -> MergeType {
        if case .field(let name) = step { return type.member(name) }
        return type.items
    }

    /// The direct parts of a value by the step that leads to each.
    static func parts(of value: JSONValue, _ type: MergeType) -> [PathElement: JSONValue] {
        var parts: [PathElement: JSONValue] = [:]
        switch value {
        case .object(let members):
            for (name, member) in members { parts[.field(name)] = member }
        case .array(let elements):
            for element in elements {
                if let step = step(element, type) { parts[step] = element }
            }
        default: break
        }
        return parts
    }
}

extension FieldSet {
    /// Adds a part: itself when it is a leaf (a scalar, one value as a whole, or empty), else what is below it.
    mutating func add(_ step: PathElement, _ value: JSONValue, _ type: MergeType) {
        let isLeaf = !(value.isObject || value.isArray) || type.isAtomic(value) || value.isEmptyContainer
        if case .field = step {
            if isLeaf { members.insert(step) }
        } else {
            members.insert(step)
        }
        if !isLeaf { setChild(step, FieldExtractor.fields(of: value, type)) }
    }
}

extension JSONValue {
    /// Whether this is `{}` or `[]`.
    var isEmptyContainer: Bool {
        switch self {
        case .object(let members): members.isEmpty
        case .array(let elements): elements.isEmpty
        default: false
        }
    }
}
