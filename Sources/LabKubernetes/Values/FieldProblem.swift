/// What is wrong with one field, in the words of Kubernetes' `field.Error`.
struct FieldProblem: Sendable, Equatable {
    /// The closed set of kinds that Kubernetes distinguishes (`metav1.CauseType`).
    enum Reason: String, Sendable {
        case required = "FieldValueRequired"
        case invalid = "FieldValueInvalid"
        case unsupported = "FieldValueNotSupported"
        case duplicate = "FieldValueDuplicate"
        case forbidden = "FieldValueForbidden"
        case tooLong = "FieldValueTooLong"
        case tooMany = "FieldValueTooMany"
        case typeInvalid = "FieldValueTypeInvalid"
    }

    var reason: Reason
    var field: String
    /// The text after the field's path.
    var body: String

    /// Path and text together.
    var text: String { "\(field): \(body)" }

    static func required(_ field: String, _ detail: String = "") -> FieldProblem {
        FieldProblem(reason: .required, field: field, body: "Required value" + (detail.isEmpty ? "" : ": \(detail)"))
    }

    /// `value` stands as Go would print it: text in quotes, numbers bare.
    static func invalid(_ field: String, _ value: String, _ detail: String) -> FieldProblem {
        FieldProblem(reason: .invalid, field: field, body: "Invalid value: \(value): \(detail)")
    }

    static func unsupported(_ field: String, _ value: String, _ allowed: [String]) -> FieldProblem {
        FieldProblem(
            reason: .unsupported, field: field, body: "Unsupported value: \(value): supported values: \(allowed.joined(separator: ", "))")
    }

    static func forbidden(_ field: String, _ detail: String) -> FieldProblem {
        FieldProblem(reason: .forbidden, field: field, body: "Forbidden: \(detail)")
    }
}
