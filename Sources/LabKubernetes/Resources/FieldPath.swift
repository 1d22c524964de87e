import JSON

/// The simple JSONPath of printer columns: members, indexes, `[*]`, and filters such as `[?(@.type=="Ready")]`.
/// <https://kubernetes.io/docs/reference/kubectl/jsonpath/>
struct FieldPath: Sendable {
    private enum Step: Sendable {
        case member(String)
        case index(Int)
        case all
        case filter([String], String)
    }

    private var steps: [Step] = []

    /// Reads a path such as `.status.conditions[?(@.type=="Ready")].status`; nil when it is not one of the simple ones.
    init?(_ text: String) {
        var rest = Substring(text)
        if rest.hasPrefix("{"), rest.hasSuffix("}") { rest = rest.dropFirst().dropLast() }
        if rest.hasPrefix("$") { rest = rest.dropFirst() }
        while let first = rest.first {
            if first == "[" {
                guard let end = Self.closing(rest), let step = Self.bracket(rest[rest.index(after: rest.startIndex)..<end]) else {
                    return nil
                }
                steps.append(step)
                rest = rest[rest.index(after: end)...]
                continue
            }
            if first == "." { rest = rest.dropFirst() }
            let name = Self.name(&rest)
            if name.isEmpty { return nil }
            steps.append(name == "*" ? .all : .member(name))
        }
    }

    /// Every value that the path leads to.
    func values(in value: JSONValue) -> [JSONValue] {
        steps.reduce([value]) { values, step in values.flatMap { Self.follow(step, $0) } }
    }

    private static func follow(_ step: Step, _ value: JSONValue) -> [JSONValue] {
        switch step {
        case .member(let name): return value.at(name).map { [$0] } ?? []
        case .index(let index):
            let elements = value.elements
            let place = index < 0 ? elements.count + index : index
            return elements.indices.contains(place) ? [elements[place]] : []
        case .all: return value.isObject ? value.objectMembers.sorted { $0.key < $1.key }.map(\.value) : value.elements
        case .filter(let path, let wanted): return value.elements.filter { $0.at(path)?.plainText == wanted }
        }
    }

    private static func name(_ rest: inout Substring) -> String {
        var name = ""
        while let next = rest.first, next != ".", next != "[" {
            rest = rest.dropFirst()
            if next == "\\", let escaped = rest.first {
                name.append(escaped)
                rest = rest.dropFirst()
            } else {
                name.append(next)
            }
        }
        return name
    }

    private static func closing(_ text: Substring) -> Substring.Index? {
        var depth = 0
        var quote: Character?
        for index in text.indices {
            let character = text[index]
            if let open = quote {
                if character == open { quote = nil }
            } else if character == "\"" || character == "'" {
                quote = character
            } else if character == "[" {
                depth += 1
            } else if character == "]" {
                depth -= 1
                if depth == 0 { return index }
            }
        }
        return nil
    }

    private static func bracket(_ text: Substring) -> Step? {
        if text == "*" { return .all }
        if let index = Int(text) { return .index(index) }
        if let quote = text.first, quote == "'" || quote == "\"", text.last == quote { return .member(String(text.dropFirst().dropLast())) }
        guard text.hasPrefix("?(@."), text.hasSuffix(")"), let operation = text.firstRange(of: "==") else { return nil }
        let path = text[text.index(text.startIndex, offsetBy: 4)..<operation.lowerBound].filter { $0 != " " }
        let wanted = text[operation.upperBound...].dropLast().filter { !" \"'".contains($0) }
        return .filter(path.split(separator: ".").map(String.init), wanted)
    }
}
