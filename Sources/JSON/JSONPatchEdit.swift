/// A change at one place of a value; walks down to it and rebuilds the way.
struct JSONPatchEdit {
    enum Change {
        case add(JSONValue)
        case remove
        case replace(JSONValue)
    }

    let place: JSONPointer
    let change: Change

    /// - Throws: ``JSONError`` when the place does not exist.
    func apply(to root: inout JSONValue) throws(JSONError) {
        root = try edited(root, place.tokens[...])
    }

    private func edited(_ value: JSONValue, _ way: ArraySlice<String>) throws(JSONError) -> JSONValue {
        guard let token = way.first else {
            switch change {
            case .add(let new), .replace(let new): return new
            case .remove: return .null
            }
        }
        let isLast = way.count == 1
        switch value {
        case .object(var members):
            if isLast, case .add(let new) = change {
                members[token] = new
            } else {
                guard let member = members[token] else { throw nothing }
                if isLast, case .remove = change { members[token] = nil } else { members[token] = try edited(member, way.dropFirst()) }
            }
            return .object(members)
        case .array(var elements):
            if isLast, case .add(let new) = change {
                guard let index = token == "-" ? elements.count : JSONPointer.index(token), index <= elements.count else { throw nothing }
                elements.insert(new, at: index)
            } else {
                guard let index = JSONPointer.index(token), elements.indices.contains(index) else { throw nothing }
                if isLast, case .remove = change {
                    elements.remove(at: index)
                } else {
                    elements[index] = try edited(elements[index], way.dropFirst())
                }
            }
            return .array(elements)
        default:
            throw nothing
        }
    }

    private var nothing: JSONError { JSONError(.patch, message: "there is nothing at \(place)") }
}
