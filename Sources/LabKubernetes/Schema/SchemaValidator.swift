import JSON

/// Checks a value against a structural schema; the words are those of the API server's own validator.
struct SchemaValidator {
    private(set) var problems: [FieldProblem] = []

    /// What is wrong with `value`; empty when nothing is.
    static func problems(of value: JSONValue, _ schema: StructuralSchema) -> [FieldProblem] {
        var validator = SchemaValidator()
        validator.validate(value, schema, "")
        return validator.problems
    }

    private mutating func validate(_ value: JSONValue, _ schema: StructuralSchema, _ path: String) {
        if value.isNull, schema.nullable || path.isEmpty { return }
        guard checkType(value, schema, path) else { return }
        if let allowed = schema.allowedValues, !allowed.contains(where: { Self.same($0, value) }) {
            problems.append(.unsupported(name(path), Self.quoted(value), allowed.map { Self.quoted($0) }))
        }
        switch value {
        case .string(let text): checkText(text, schema, path)
        case .integer, .double: checkNumber(value, schema, path)
        case .array(let elements): checkArray(elements, schema, path)
        case .object(let members): checkObject(members, schema, path)
        default: break
        }
        checkCombinations(value, schema, path)
    }

    private mutating func checkType(_ value: JSONValue, _ schema: StructuralSchema, _ path: String) -> Bool {
        if schema.intOrString {
            if value.text != nil || value.whole != nil { return true }
            problems.append(wrongType(value, "integer,string", path))
            return false
        }
        let fits =
            switch schema.type {
            case "object": value.isObject
            case "array": value.isArray
            case "string": value.text != nil
            case "boolean": value.flag != nil
            case "integer": value.whole != nil
            case "number": value.number != nil
            default: true
            }
        if !fits { problems.append(wrongType(value, schema.type, path)) }
        return fits
    }

    private mutating func checkText(_ text: String, _ schema: StructuralSchema, _ path: String) {
        let length = Int64(text.unicodeScalars.count)
        if let limit = schema.maxLength, length > limit {
            problems.append(FieldProblem(reason: .tooLong, field: name(path), body: "Too long: may not be more than \(limit) bytes"))
        }
        if let limit = schema.minLength, length < limit {
            problems.append(
                .invalid(name(path), Self.quoted(.string(text)), "\(name(path)) in body should be at least \(limit) chars long"))
        }
        if let pattern = schema.pattern, !Self.matches(text, pattern) {
            problems.append(.invalid(name(path), Self.quoted(.string(text)), "\(name(path)) in body should match '\(pattern)'"))
        }
        if schema.format == "date-time", Timestamp(text) == nil {
            problems.append(
                .invalid(
                    name(path), Self.quoted(.string(text)), "\(name(path)) in body must be of type date-time: \(Self.quoted(.string(text)))"
                ))
        }
    }

    private mutating func checkNumber(_ value: JSONValue, _ schema: StructuralSchema, _ path: String) {
        guard let number = value.number else { return }
        if let minimum = schema.minimum, schema.exclusiveMinimum ? number <= minimum : number < minimum {
            let words = schema.exclusiveMinimum ? "greater than" : "greater than or equal to"
            problems.append(.invalid(name(path), value.plainText, "\(name(path)) in body should be \(words) \(Self.plain(minimum))"))
        }
        if let maximum = schema.maximum, schema.exclusiveMaximum ? number >= maximum : number > maximum {
            let words = schema.exclusiveMaximum ? "less than" : "less than or equal to"
            problems.append(.invalid(name(path), value.plainText, "\(name(path)) in body should be \(words) \(Self.plain(maximum))"))
        }
    }

    private mutating func checkArray(_ elements: [JSONValue], _ schema: StructuralSchema, _ path: String) {
        if let limit = schema.maxItems, elements.count > limit {
            problems.append(
                FieldProblem(reason: .tooMany, field: name(path), body: "Too many: \(elements.count): must have at most \(limit) items"))
        }
        if let limit = schema.minItems, elements.count < limit {
            problems.append(.invalid(name(path), String(elements.count), "\(name(path)) in body should have at least \(limit) items"))
        }
        var seen: Set<JSONValue> = []
        for (index, element) in elements.enumerated() {
            if let items = schema.items { validate(element, items, "\(path)[\(index)]") }
            let identity: JSONValue? =
                switch schema.listType {
                case "set": element
                case "map": .object(element.objectMembers.filter { schema.listMapKeys.contains($0.key) })
                default: nil
                }
            if let identity, !seen.insert(identity).inserted {
                problems.append(
                    FieldProblem(reason: .duplicate, field: "\(path)[\(index)]", body: "Duplicate value: \(identity.serializedString)"))
            }
        }
    }

    private mutating func checkObject(_ members: [String: JSONValue], _ schema: StructuralSchema, _ path: String) {
        for required in schema.required where members[required] == nil {
            problems.append(.required(join(path, required)))
        }
        if let limit = schema.maxProperties, members.count > limit {
            problems.append(
                FieldProblem(reason: .tooMany, field: name(path), body: "Too many: \(members.count): must have at most \(limit) items"))
        }
        if let limit = schema.minProperties, members.count < limit {
            problems.append(.invalid(name(path), String(members.count), "\(name(path)) in body should have at least \(limit) properties"))
        }
        for (member, value) in members.sorted(by: { $0.key < $1.key }) {
            if path.isEmpty, SchemaPruner.rootMembers.contains(member) { continue }
            if let property = schema.properties[member] ?? schema.additionalProperties {
                validate(value, property, join(path, member))
            }
        }
    }

    private mutating func checkCombinations(_ value: JSONValue, _ schema: StructuralSchema, _ path: String) {
        for part in schema.allOf { validate(value, part, path) }
        let shown = value.isObject || value.isArray ? value.serializedString : Self.quoted(value)
        if !schema.anyOf.isEmpty, !schema.anyOf.contains(where: { Self.problems(of: value, $0).isEmpty }) {
            problems.append(.invalid(name(path), shown, "\(name(path)) in body must validate at least one schema (anyOf)"))
        }
        if !schema.oneOf.isEmpty, schema.oneOf.count(where: { Self.problems(of: value, $0).isEmpty }) != 1 {
            problems.append(.invalid(name(path), shown, "\(name(path)) in body must validate one and only one schema (oneOf)"))
        }
        if let not = schema.not, Self.problems(of: value, not).isEmpty {
            problems.append(.invalid(name(path), shown, "\(name(path)) in body must not validate the schema (not)"))
        }
    }

    private func wrongType(_ value: JSONValue, _ type: String, _ path: String) -> FieldProblem {
        let actual =
            switch value {
            case .null: "null"
            case .bool: "boolean"
            case .integer: "integer"
            case .double: "number"
            case .string: "string"
            case .array: "array"
            case .object: "object"
            }
        return FieldProblem(
            reason: .typeInvalid, field: name(path),
            body: "Invalid value: \"\(actual)\": \(name(path)) in body must be of type \(type): \"\(actual)\"")
    }

    private func join(_ path: String, _ member: String) -> String { path.isEmpty ? member : "\(path).\(member)" }

    private func name(_ path: String) -> String { path.isEmpty ? "<nil>" : path }

    private static func matches(_ text: String, _ pattern: String) -> Bool {
        // A pattern that Swift cannot read accepts everything: refusing valid objects would be worse in a stand-in.
        guard let regex = try? Regex(pattern) else { return true }
        return text.firstMatch(of: regex) != nil
    }

    private static func same(_ left: JSONValue, _ right: JSONValue) -> Bool {
        if let left = left.number, let right = right.number { return left == right }
        return left == right
    }

    private static func plain(_ number: Double) -> String { JSONValue.double(number).plainText }

    /// A value as Go's `%#v` shows it: text in quotes.
    static func quoted(_ value: JSONValue) -> String {
        if case .string(let text) = value { return JSONValue.string(text).serializedString }
        return value.plainText
    }
}
