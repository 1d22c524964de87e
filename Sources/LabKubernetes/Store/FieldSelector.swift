import JSON

/// A field selector as a query parameter writes it: `metadata.name=x,status.phase!=Running`.
/// <https://kubernetes.io/docs/concepts/overview/working-with-objects/field-selectors/>
struct FieldSelector: Sendable, Equatable {
    struct Requirement: Sendable, Equatable {
        var path: [String]
        var value: String
        var isNegative: Bool

        func holds(for object: JSONValue) -> Bool { ((object.at(path)?.plainText ?? "") == value) != isNegative }
    }

    var requirements: [Requirement] = []

    /// - Throws: ``APIFailure`` 400 when the text is not a selector or the type cannot be selected by the field.
    init(_ text: String, for kind: ServedKind) throws(APIFailure) {
        let known = Set(kind.selectableFields + ["metadata.name", "metadata.namespace"])
        for part in text.split(separator: ",") {
            guard let range = part.firstRange(of: "!=") ?? part.firstRange(of: "==") ?? part.firstRange(of: "=") else {
                throw .badRequest("invalid selector: '\(text)'; can't understand '\(part)'")
            }
            let name = String(part[..<range.lowerBound])
            guard known.contains(name) else {
                let what =
                    kind.isBuiltIn
                    ? "\"\(name)\" is not a known field selector: only \(known.sorted().map { "\"\($0)\"" }.joined(separator: ", "))"
                    : "field label not supported: \(name)"
                throw .badRequest(
                    "Unable to find \"\(kind.group.isEmpty ? "" : kind.group + "/")\(kind.version), Resource=\(kind.plural)\" that match label selector \"\", field selector \"\(text)\": \(what)"
                )
            }
            requirements.append(
                Requirement(
                    path: name.split(separator: ".").map(String.init), value: String(part[range.upperBound...]),
                    isNegative: part[range].hasPrefix("!")))
        }
    }

    func matches(_ object: JSONValue) -> Bool { requirements.allSatisfy { $0.holds(for: object) } }

    /// Whether an object of a kind fits; its tree is read only for fields outside the metadata.
    func matches(_ object: StoredObject, as kind: ServedKind) -> Bool {
        let rest = requirements.filter { requirement in
            switch requirement.path {
            case ["metadata", "name"], ["metadata", "namespace"]: false
            default: true
            }
        }
        let fits = requirements.allSatisfy { requirement in
            switch requirement.path {
            case ["metadata", "name"]: (object.name == requirement.value) != requirement.isNegative
            case ["metadata", "namespace"]: (object.namespace == requirement.value) != requirement.isNegative
            default: true
            }
        }
        if !fits || rest.isEmpty { return fits }
        let value = EventConversion.served(object, as: kind)
        return rest.allSatisfy { $0.holds(for: value) }
    }

    /// The one name that the selector leaves; nil when it leaves several.
    var name: String? { requirements.first { $0.path == ["metadata", "name"] && !$0.isNegative }?.value }
}
