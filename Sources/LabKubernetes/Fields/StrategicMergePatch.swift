import JSON

/// Strategic merge patch: a merge patch whose well-known lists merge by key.
/// <https://github.com/kubernetes/community/blob/main/contributors/devel/sig-api-machinery/strategic-merge-patch.md>
enum StrategicMergePatch {
    /// The patched value.
    ///
    /// - Throws: ``APIFailure`` 400 when an element of a keyed list lacks its key or a directive is unknown.
    static func apply(_ patch: JSONValue, to target: JSONValue, _ type: MergeType) throws(APIFailure) -> JSONValue {
        guard case .object(let changes) = patch else { return patch }
        switch changes["$patch"]?.text {
        case "replace":
            return .object(changes.filter { $0.key != "$patch" })
        case "delete":
            return .object([:])
        case nil, "merge": break
        case .some(let directive):
            throw .badRequest("unable to apply strategic merge patch: unknown directive $patch: \(directive)")
        }
        var members = target.objectMembers
        for (name, change) in changes where !name.hasPrefix("$") {
            members[name] = try merge(change, into: members[name], type.member(name))
        }
        for (name, change) in changes where name.hasPrefix("$") {
            guard let slash = name.firstIndex(of: "/") else {
                if name == "$retainKeys" {
                    let kept = Set(change.textElements)
                    members = members.filter { kept.contains($0.key) }
                }
                continue
            }
            let list = String(name[name.index(after: slash)...])
            switch name[..<slash] {
            case "$deleteFromPrimitiveList":
                let gone = Set(change.elements)
                members[list] = .array((members[list]?.elements ?? []).filter { !gone.contains($0) })
            case "$setElementOrder":
                if let elements = members[list]?.elements {
                    members[list] = .array(order(elements, change.elements, type.member(list).patchKey))
                }
            default: break
            }
        }
        return .object(members)
    }

    private static func merge(_ change: JSONValue, into target: JSONValue?, _ type: MergeType) throws(APIFailure) -> JSONValue? {
        switch change {
        case .null:
            return nil
        case .object(let changes):
            if changes["$patch"]?.text == "delete" { return nil }
            return try apply(change, to: target ?? .object([:]), type)
        case .array(let changes):
            if type.isSet {
                var elements = target?.elements ?? []
                for change in changes where !elements.contains(change) { elements.append(change) }
                return .array(elements)
            }
            guard let key = type.patchKey else { return change }
            return .array(try mergeList(changes, into: target?.elements ?? [], key: key, type.items))
        default:
            return change
        }
    }

    private static func mergeList(
        _ changes: [JSONValue], into target: [JSONValue], key: String, _ type: MergeType
    ) throws(APIFailure) -> [JSONValue] {
        if changes.contains(where: { $0.at("$patch")?.text == "replace" && $0.objectMembers.count == 1 }) {
            return changes.filter { $0.at("$patch") == nil }
        }
        var elements = target
        for change in changes {
            guard let identity = change.at(key) else {
                throw .badRequest("map: \(change.serializedString) does not contain declared merge key: \(key)")
            }
            let index = elements.firstIndex { $0.at(key) == identity }
            switch change.at("$patch")?.text {
            case "delete":
                elements.removeAll { $0.at(key) == identity }
            case "replace":
                let value = JSONValue.object(change.objectMembers.filter { $0.key != "$patch" })
                if let index { elements[index] = value } else { elements.append(value) }
            default:
                let value = try apply(change, to: index.map { elements[$0] } ?? .object([:]), type)
                if let index { elements[index] = value } else { elements.append(value) }
            }
        }
        return elements
    }

    private static func order(_ elements: [JSONValue], _ wanted: [JSONValue], _ key: String?) -> [JSONValue] {
        func identity(_ element: JSONValue) -> JSONValue { key.flatMap { element.at($0) } ?? element }
        let places = Dictionary(wanted.enumerated().map { (identity($1), $0) }, uniquingKeysWith: { first, _ in first })
        let listed = elements.filter { places[identity($0)] != nil }.sorted { (places[identity($0)] ?? 0) < (places[identity($1)] ?? 0) }
        // Elements the patch does not name stay where they were, as far as the order of the named ones allows.
        var result: [JSONValue] = []
        var next = listed[...]
        for element in elements {
            if places[identity(element)] == nil {
                result.append(element)
            } else if let first = next.first {
                result.append(first)
                next = next.dropFirst()
            }
        }
        return result
    }
}
