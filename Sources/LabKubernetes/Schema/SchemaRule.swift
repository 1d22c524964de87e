import CEL
import JSON

/// One entry of `x-kubernetes-validations`.
/// <https://kubernetes.io/docs/reference/kubernetes-api/extend-resources/custom-resource-definition-v1/>
struct SchemaRule: Sendable {
    let rule: String
    let message: String
    let messageExpression: String
    let reason: String?
    let fieldPath: String
    let optionalOldSelf: Bool?
    /// The rule, or why it is none; nil for an empty one.
    let program: Result<CELProgram, CELError>?
    /// The expression that makes the message, or why it is none.
    let messageProgram: Result<CELProgram, CELError>?

    /// The words for a reason that causes may have.
    static let reasons = ["FieldValueInvalid", "FieldValueForbidden", "FieldValueRequired", "FieldValueDuplicate"]

    /// Reads a rule about values of a type.
    init(_ json: JSONValue, type: CELType) {
        func text(_ member: String) -> String { json.at(member)?.text ?? "" }
        rule = text("rule")
        message = text("message")
        messageExpression = text("messageExpression")
        reason = json.at("reason")?.text
        fieldPath = text("fieldPath")
        optionalOldSelf = json.at("optionalOldSelf")?.flag
        let variables: [String: CELType] = ["self": type, "oldSelf": optionalOldSelf == true ? .optional(type) : type]
        func compiled(_ source: String) -> Result<CELProgram, CELError>? {
            if source.trimmed.isEmpty { return nil }
            return Result { () throws(CELError) in try CELProgram(source, variables: variables) }
        }
        program = compiled(rule)
        messageProgram = compiled(messageExpression)
    }

    /// Whether the rule compares with what was before.
    var readsOldSelf: Bool {
        ((try? program?.get())?.reads("oldSelf") ?? false) || ((try? messageProgram?.get())?.reads("oldSelf") ?? false)
    }

    /// How errors call the rule.
    var title: String { message.isEmpty ? rule.trimmed : message.trimmed }

    /// The path of what a violation is about, below the rule's place.
    var normalizedFieldPath: String { fieldPath.hasPrefix(".") ? String(fieldPath.dropFirst()) : fieldPath }

    /// The violation as a problem of a field.
    ///
    /// - Parameter detail: the message; nil for the rule's own.
    func violation(at path: String, _ type: String, _ detail: String?) -> FieldProblem {
        let field = normalizedFieldPath.isEmpty ? path : [path, normalizedFieldPath].filter { !$0.isEmpty }.joined(separator: ".")
        let name = field.isEmpty ? "<nil>" : field
        let detail = detail ?? (message.isEmpty ? "failed rule: \(rule.trimmed)" : message.trimmed)
        switch reason {
        case "FieldValueForbidden": return .forbidden(name, detail)
        case "FieldValueRequired": return .required(name, detail)
        case "FieldValueDuplicate": return FieldProblem(reason: .duplicate, field: name, body: "Duplicate value: \"\(type)\"")
        default: return .invalid(name, "\"\(type)\"", detail)
        }
    }
}

extension String {
    /// The text without white space around it.
    var trimmed: String {
        var text = self[...]
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
