/// A label selector as a query parameter writes it: `app=web,tier!=db,env in (a,b),!old`.
/// <https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors>
struct LabelSelector: Sendable, Equatable {
    enum Requirement: Sendable, Equatable {
        case among(String, Set<String>)
        case notAmong(String, Set<String>)
        case exists(String)
        case absent(String)
    }

    var requirements: [Requirement]

    /// - Throws: ``APIFailure`` 400 when the text is not a selector.
    init(_ text: String) throws(APIFailure) {
        requirements = []
        for part in Self.split(text) { requirements.append(try Self.requirement(part)) }
    }

    func matches(_ labels: [String: String]) -> Bool {
        requirements.allSatisfy { requirement in
            switch requirement {
            case .among(let key, let values): labels[key].map(values.contains) ?? false
            case .notAmong(let key, let values): labels[key].map { !values.contains($0) } ?? true
            case .exists(let key): labels[key] != nil
            case .absent(let key): labels[key] == nil
            }
        }
    }

    private static func requirement(_ text: Substring) throws(APIFailure) -> Requirement {
        for (operation, isNegative) in [("!=", true), ("==", false), ("=", false)] {
            guard let range = text.firstRange(of: operation) else { continue }
            let (key, value) = (trim(text[..<range.lowerBound]), trim(text[range.upperBound...]))
            guard !key.isEmpty, !key.contains(" ") else { break }
            return isNegative ? .notAmong(key, [value]) : .among(key, [value])
        }
        if let open = text.firstIndex(of: "("), text.last == ")" {
            let head = text[..<open].split(separator: " ")
            let values = Set(text[text.index(after: open)...].dropLast().split(separator: ",").map { trim($0) })
            if head.count == 2, head[1] == "in" { return .among(String(head[0]), values) }
            if head.count == 2, head[1] == "notin" { return .notAmong(String(head[0]), values) }
        }
        let name = trim(text)
        if name.hasPrefix("!"), name.count > 1 { return .absent(trim(name.dropFirst())) }
        if !name.isEmpty, !name.contains(where: { " =!()<>".contains($0) }) { return .exists(name) }
        throw .badRequest(
            "unable to parse requirement: found '\(text)', expected: a label selector such as 'key=value', 'key in (a,b)' or '!key'")
    }

    private static func split(_ text: String) -> [Substring] {
        var parts: [Substring] = []
        var depth = 0
        var start = text.startIndex
        for index in text.indices {
            switch text[index] {
            case "(": depth += 1
            case ")": depth -= 1
            case "," where depth == 0:
                parts.append(text[start..<index])
                start = text.index(after: index)
            default: break
            }
        }
        if start < text.endIndex { parts.append(text[start...]) }
        return parts
    }

    private static func trim(_ text: some StringProtocol) -> String {
        String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
