import CEL
import JSON

/// What is wrong with the validation rules of a schema; the words are the API server's.
enum RuleDefinitions {
    /// The problems of every rule at and below a schema.
    ///
    /// - Parameter unordered: the part of the schema around whose elements have no counterparts in the old object.
    static func problems(_ schema: StructuralSchema, at path: String, unordered: String? = nil) -> [FieldProblem] {
        guard schema.hasRules else { return [] }
        var problems = schema.rules.enumerated().flatMap { index, rule in
            self.problems(rule, schema, at: "\(path).x-kubernetes-validations[\(index)]", unordered)
        }
        for (name, property) in schema.properties.sorted(by: { $0.key < $1.key }) {
            problems += self.problems(property, at: "\(path).properties[\(name)]", unordered: unordered)
        }
        if let additional = schema.additionalProperties {
            problems += self.problems(additional, at: "\(path).additionalProperties", unordered: unordered)
        }
        if let items = schema.items {
            problems += self.problems(
                items, at: "\(path).items", unordered: unordered ?? (schema.listType == "map" ? nil : path))
        }
        return problems
    }

    private static func problems(_ rule: SchemaRule, _ schema: StructuralSchema, at path: String, _ unordered: String?) -> [FieldProblem] {
        var problems: [FieldProblem] = []
        let value = Self.shown(rule)
        switch rule.program {
        case nil: problems.append(.required("\(path).rule", "rule is not specified"))
        case .failure(let error): problems.append(.invalid("\(path).rule", value, "compilation failed: \(error)"))
        case .success(let program):
            if !CELType.bool.fits(program.type) || program.type == .null {
                problems.append(.invalid("\(path).rule", value, "cel expression must evaluate to a bool"))
            }
        }
        switch rule.messageProgram {
        case nil: break
        case .failure(let error):
            problems.append(.invalid("\(path).messageExpression", value, "messageExpression compilation failed: \(error)"))
        case .success(let program):
            if !CELType.string.fits(program.type) || program.type == .null {
                problems.append(.invalid("\(path).messageExpression", value, "messageExpression must evaluate to a string"))
            }
        }
        if !rule.message.isEmpty, rule.message.trimmed.isEmpty {
            problems.append(.invalid("\(path).message", quoted(rule.message), "message must be non-empty if specified"))
        }
        if rule.message.trimmed.contains("\n") {
            problems.append(.invalid("\(path).message", quoted(rule.message), "message must not contain line breaks"))
        }
        if rule.message.isEmpty, rule.rule.trimmed.contains("\n") {
            problems.append(.required("\(path).message", "message must be specified if rule contains line breaks"))
        }
        if let reason = rule.reason, !SchemaRule.reasons.contains(reason) {
            problems.append(.unsupported("\(path).reason", quoted(reason), SchemaRule.reasons.map(quoted)))
        }
        if let why = pathProblem(rule.fieldPath, schema) {
            problems.append(.invalid("\(path).fieldPath", quoted(rule.fieldPath), "fieldPath must be a valid path: \(why)"))
        }
        if rule.optionalOldSelf != nil, !rule.readsOldSelf {
            problems.append(
                .invalid("\(path).optionalOldSelf", String(rule.optionalOldSelf == true), "may not be set if oldSelf is not used in rule"))
        }
        if rule.readsOldSelf, let unordered {
            problems.append(
                .invalid(
                    "\(path).rule", quoted(rule.rule),
                    "oldSelf cannot be used on the uncorrelatable portion of the schema within \(unordered)"))
        }
        return problems
    }

    /// Why a path leads to no property; nil when it does, or is empty.
    private static func pathProblem(_ path: String, _ schema: StructuralSchema) -> String? {
        if path.isEmpty { return nil }
        guard path.hasPrefix(".") else { return "expected [ or . but got: \(path)" }
        var current = schema
        for name in path.dropFirst().split(separator: ".", omittingEmptySubsequences: false) {
            guard let next = current.properties[String(name)] ?? current.additionalProperties else {
                return "does not refer to a valid field"
            }
            current = next
        }
        return nil
    }

    // As Go prints the struct that the server has at hand here.
    private static func shown(_ rule: SchemaRule) -> String {
        let reason = rule.reason == nil ? "nil" : "0xc000000000"
        let optional = rule.optionalOldSelf == nil ? "nil" : "0xc000000000"
        return "apiextensions.ValidationRule{Rule:\(quoted(rule.rule)), Message:\(quoted(rule.message)), "
            + "MessageExpression:\(quoted(rule.messageExpression)), Reason:(*apiextensions.FieldValueErrorReason)(\(reason)), "
            + "FieldPath:\(quoted(rule.fieldPath)), OptionalOldSelf:(*bool)(\(optional))}"
    }

    private static func quoted(_ text: String) -> String { SchemaValidator.quoted(.string(text)) }
}
