import CEL
import JSON

/// Evaluates the validation rules of a schema, at every level, as the API server does.
struct RuleValidator {
    private(set) var problems: [FieldProblem] = []
    /// Violations by what the write has not changed: they are told and do not stop it.
    private(set) var warnings: [String] = []
    /// What is left for all rules of one object.
    private var budget = 10_000_000

    /// Looks at an object.
    ///
    /// - Parameter old: what was stored before; nil for a new object.
    init(_ value: JSONValue, old: JSONValue?, _ schema: StructuralSchema) {
        validate(value, old: old, schema, "", isUnchanged: false)
    }

    /// What stands for the rules that were not evaluated because the schema is violated already.
    static let unchecked = FieldProblem.invalid(
        "<nil>", "\"null\"",
        "some validation rules were not checked because the object was invalid; correct the existing errors to complete validation")

    /// The violations of a schema after which rules are not evaluated: values may be missing or of other types than rules were checked for.
    static let blocking: Set<FieldProblem.Reason> = [.required, .unsupported, .tooLong, .tooMany, .typeInvalid]

    private mutating func validate(_ value: JSONValue, old: JSONValue?, _ schema: StructuralSchema, _ path: String, isUnchanged: Bool) {
        guard schema.hasRules, !value.isNull, budget >= 0 else { return }
        let isUnchanged = isUnchanged || value == old
        evaluate(value, old: old.flatMap { $0.isNull ? nil : $0 }, schema, path, isUnchanged: isUnchanged)
        switch value {
        case .object(let members):
            for (name, member) in members.sorted(by: { $0.key < $1.key }) {
                let before = old?.objectMembers[name]
                if let property = schema.properties[name] {
                    validate(member, old: before, property, path.isEmpty ? name : "\(path).\(name)", isUnchanged: isUnchanged)
                } else if let additional = schema.additionalProperties {
                    validate(member, old: before, additional, "\(path)[\(name)]", isUnchanged: isUnchanged)
                }
            }
        case .array(let elements):
            guard let items = schema.items else { return }
            for (index, element) in elements.enumerated() {
                validate(
                    element, old: Self.counterpart(of: element, in: old?.elements ?? [], schema), items, "\(path)[\(index)]",
                    isUnchanged: isUnchanged)
            }
        default: break
        }
    }

    /// The old element with the same keys; lists without keys have none.
    private static func counterpart(of element: JSONValue, in old: [JSONValue], _ schema: StructuralSchema) -> JSONValue? {
        guard schema.listType == "map" else { return nil }
        return old.first { candidate in schema.listMapKeys.allSatisfy { candidate.at($0) == element.at($0) } }
    }

    private mutating func evaluate(_ value: JSONValue, old: JSONValue?, _ schema: StructuralSchema, _ path: String, isUnchanged: Bool) {
        if schema.rules.isEmpty { return }
        let field = path.isEmpty ? "<nil>" : path
        func invalid(_ detail: String) -> FieldProblem { .invalid(field, "\"\(schema.type)\"", detail) }
        let current = SchemaType.value(value, schema)
        let before = old.map { SchemaType.value($0, schema) }
        for rule in schema.rules {
            guard let program = rule.program else { continue }
            let isOptional = rule.optionalOldSelf == true
            if before == nil, rule.readsOldSelf, !isOptional { continue }
            var bindings: [String: CELBinding] = ["self": .value(current)]
            if isOptional {
                bindings["oldSelf"] = .value(.optional(before))
            } else if let before {
                bindings["oldSelf"] = .value(before)
            }
            do throws(CELError) {
                let (result, cost) = try program.get().evaluate(bindings)
                budget -= cost
                if budget < 0 {
                    problems.append(invalid("validation failed due to running out of cost budget, no further validation rules will be run"))
                    return
                }
                if result == .bool(true) { continue }
                let problem = rule.violation(at: path, schema.type, message(rule, bindings))
                if isUnchanged, !rule.readsOldSelf { warnings.append(problem.text) } else { problems.append(problem) }
            } catch {
                problems.append(invalid(Self.words(error, rule)))
                if error.code == .limit {
                    budget = -1
                    return
                }
            }
        }
    }

    private static func words(_ error: CELError, _ rule: SchemaRule) -> String {
        switch error.code {
        case .syntax, .check: "rule compile error: compilation failed: \(error)"
        case .limit: "'\(error.message)': no further validation rules will be run due to call cost exceeds limit for rule: \(rule.title)"
        case .evaluation where error.message.hasPrefix("no such overload"):
            "'\(error.message)': call arguments did not match a supported operator, function or macro signature for rule: \(rule.title)"
        case .evaluation: "\(error.message) evaluating rule: \(rule.title)"
        }
    }

    /// The longest message that an expression may make, in bytes.
    static let messageLimit = 5 * 1024

    /// What the rule's expression says; nil when there is none, or it comes to no line of text.
    private mutating func message(_ rule: SchemaRule, _ bindings: [String: CELBinding]) -> String? {
        guard case .success(let program) = rule.messageProgram, let (value, cost) = try? program.evaluate(bindings) else { return nil }
        budget -= cost
        return Self.message(value)
    }

    /// A value that may be a message.
    static func message(_ value: CELValue) -> String? {
        guard case .string(let text) = value else { return nil }
        let line = text.trimmed
        return line.isEmpty || line.utf8.count > messageLimit || line.contains("\n") ? nil : line
    }
}
