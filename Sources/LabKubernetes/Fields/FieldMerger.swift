import JSON

/// Merges an applied configuration into an object, and takes owned fields out of one.
enum FieldMerger {
    /// `base` with everything that `applied` sets.
    static func merge(_ applied: JSONValue, into base: JSONValue?, _ type: MergeType) -> JSONValue {
        guard let base, !type.isAtomic(applied) else { return applied }
        switch (base, applied) {
        case (.object(var members), .object(let changes)):
            for (name, change) in changes { members[name] = merge(change, into: members[name], type.member(name)) }
            return .object(members)
        case (.array(let elements), .array(let changes)):
            return .array(mergeLists(elements, changes, type))
        default:
            return applied
        }
    }

    // The order of Kubernetes: what is applied comes in the applied order, elements of others keep their place relative to it.
    private static func mergeLists(_ elements: [JSONValue], _ changes: [JSONValue], _ type: MergeType) -> [JSONValue] {
        var pending: [PathElement: JSONValue] = [:]
        var order: [PathElement] = []
        for change in changes {
            guard let step = FieldExtractor.step(change, type) else { return changes }
            if pending[step] == nil { order.append(step) }
            pending[step] = change
        }
        var next = order[...]
        var placed: Set<PathElement> = []
        var result: [JSONValue] = []
        func emit(_ step: PathElement, _ base: JSONValue?) {
            guard let change = pending[step], placed.insert(step).inserted else { return }
            result.append(merge(change, into: base, type.items))
        }
        let existing = Dictionary(
            elements.compactMap { element in FieldExtractor.step(element, type).map { ($0, element) } },
            uniquingKeysWith: { first, _ in first })
        for element in elements {
            guard let step = FieldExtractor.step(element, type), pending[step] != nil else {
                result.append(element)
                continue
            }
            while let upcoming = next.first, !placed.contains(step) {
                emit(upcoming, existing[upcoming])
                next = next.dropFirst()
            }
        }
        for step in next { emit(step, existing[step]) }
        return result
    }

    /// `value` without the paths of `set`; a map or list that becomes empty by it goes too.
    static func remove(_ set: FieldSet, from value: JSONValue, _ type: MergeType) -> JSONValue? {
        if set.isEmpty { return value }
        switch value {
        case .object(var members):
            for (name, member) in members {
                let step = PathElement.field(name)
                if set.members.contains(step) {
                    members[name] = nil
                } else if let below = set.children[step] {
                    members[name] = remove(below, from: member, type.member(name))
                }
            }
            return members.isEmpty ? nil : .object(members)
        case .array(let elements):
            let kept = elements.compactMap { element -> JSONValue? in
                guard let step = FieldExtractor.step(element, type) else { return element }
                if set.members.contains(step) { return nil }
                guard let below = set.children[step] else { return element }
                return remove(below, from: element, type.items)
            }
            return kept.isEmpty ? nil : .array(kept)
        default:
            return value
        }
    }
}
