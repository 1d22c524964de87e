import JSON

/// One difference between two specs.
struct SpecChange: Hashable {
    /// Where below `spec`: `["params", "flavor"]`.
    var path: [String]
    var old: JSONValue?
    var new: JSONValue?

    /// All differences, in order of their paths. Members are compared one by one, lists as a whole; absent, `null` and empty are the same.
    static func between(_ old: JSONValue?, _ new: JSONValue?, at path: [String] = []) -> [SpecChange] {
        let old = meaningful(old)
        let new = meaningful(new)
        if old == new { return [] }
        if old?.objectValue != nil || old == nil, new?.objectValue != nil || new == nil {
            let names = Set((old?.objectValue ?? [:]).keys).union((new?.objectValue ?? [:]).keys)
            return names.sorted().flatMap { between(old?[$0], new?[$0], at: path + [$0]) }
        }
        return [SpecChange(path: path, old: old, new: new)]
    }

    private static func meaningful(_ value: JSONValue?) -> JSONValue? {
        switch value {
        case nil, .null: nil
        case .object(let members) where members.isEmpty: nil
        case .array(let elements) where elements.isEmpty: nil
        default: value
        }
    }

    /// `spec.params.flavor: "ar1-standard-1" -> "ar1-standard-4"`; of a secret only that it changed.
    var description: String {
        let place = "spec." + path.joined(separator: ".")
        if SecretNames.mayBeSecret(path) { return "\(place) (its value is not shown)" }
        return "\(place): \(Self.shown(old)) -> \(Self.shown(new))"
    }

    private static func shown(_ value: JSONValue?) -> String {
        guard let text = value?.serializedString else { return "(not set)" }
        return text.count <= 80 ? text : "\(text.prefix(77))..."
    }
}
