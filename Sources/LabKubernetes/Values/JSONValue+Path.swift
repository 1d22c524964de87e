import JSON

extension JSONValue {
    /// The value at a path of object members, or nil when a member on the way is missing or not an object.
    func at(_ path: [String]) -> JSONValue? {
        var value = self
        for member in path {
            guard case .object(let members) = value, let next = members[member] else { return nil }
            value = next
        }
        return value
    }

    /// The value at a path of object members.
    func at(_ path: String...) -> JSONValue? { at(path) }

    /// Sets or (with nil) removes the value at a path, making the objects on the way.
    mutating func set(_ value: JSONValue?, at path: [String]) {
        guard let first = path.first else {
            if let value { self = value }
            return
        }
        var members = objectMembers
        if path.count == 1 {
            members[first] = value
        } else {
            var child = members[first] ?? .object([:])
            if value == nil, members[first] == nil { return }
            child.set(value, at: Array(path.dropFirst()))
            members[first] = child
        }
        self = .object(members)
    }

    /// Sets or (with nil) removes the value at a path, making the objects on the way.
    mutating func set(_ value: JSONValue?, at path: String...) { set(value, at: path) }

    /// The members of an object; empty for anything else.
    var objectMembers: [String: JSONValue] {
        if case .object(let members) = self { return members }
        return [:]
    }

    /// The elements of an array; empty for anything else.
    var elements: [JSONValue] {
        if case .array(let elements) = self { return elements }
        return []
    }

    /// The text of a string; nil for anything else.
    var text: String? {
        if case .string(let text) = self { return text }
        return nil
    }

    /// The value of a whole number, also when it is written as `3.0`.
    var whole: Int64? {
        switch self {
        case .integer(let number): number
        case .double(let number): Int64(exactly: number)
        default: nil
        }
    }

    /// The value of a boolean; nil for anything else.
    var flag: Bool? {
        if case .bool(let flag) = self { return flag }
        return nil
    }

    /// Whether this is an object.
    var isObject: Bool {
        if case .object = self { return true }
        return false
    }

    /// Whether this is an array.
    var isArray: Bool {
        if case .array = self { return true }
        return false
    }

    /// A scalar as kubectl prints it in a cell, and any other value as JSON.
    var plainText: String {
        switch self {
        case .null: ""
        case .bool(let flag): flag ? "true" : "false"
        case .integer(let number): String(number)
        case .double(let number): Int64(exactly: number).map { String($0) } ?? String(number)
        case .string(let text): text
        case .array, .object: serializedString
        }
    }

    /// An object of text members.
    static func texts(_ members: [String: String]) -> JSONValue {
        .object(members.mapValues { .string($0) })
    }

    /// The members of an object whose values are text.
    var textMembers: [String: String] { objectMembers.compactMapValues(\.text) }

    /// The elements of an array that are text.
    var textElements: [String] { elements.compactMap(\.text) }
}
