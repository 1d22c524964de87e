import CEL
import JSON

/// An expression about a write, of a webhook's match conditions or of a policy.
struct AdmissionExpression: Sendable {
    /// Why an expression gives nothing, in the API server's words.
    struct Failure: Error, Sendable, Equatable {
        var text: String
    }

    let source: String
    let program: Result<CELProgram, CELError>
    /// How deep the evaluation goes, that of the variables it may read included.
    let depth: Int

    /// How deep it may go: far below what would overflow a thread's stack.
    private static let depthLimit = 200

    /// Reads an expression.
    ///
    /// - Parameters:
    ///   - composed: the types of the policy's own variables that it may read.
    ///   - below: how deep those go.
    init(_ source: String, composed: [String: CELType] = [:], below: Int = 0) {
        self.source = source
        var variables = Self.variables
        if !composed.isEmpty { variables["variables"] = .object(composed) }
        let unsupported = ["authorizer": "authorizer is not supported by this stand-in for an API server"]
        let read = Result { () throws(CELError) in try CELProgram(source, variables: variables, unsupported: unsupported) }
        depth = (try? read.get()).map { $0.depth + ($0.reads("variables") ? below : 0) } ?? 0
        program = depth > Self.depthLimit ? .failure(Self.tooDeep(source)) : read
    }

    private static func tooDeep(_ source: String) -> CELError {
        CELError(code: .check, message: "variables lie too deep within each other", expression: source, offset: 0)
    }

    /// Why the text is no expression of a type; nil when it is.
    func problem(_ field: String, _ type: CELType) -> FieldProblem? {
        if source.trimmed.isEmpty { return .required(field) }
        let shown = SchemaValidator.quoted(.string(source))
        switch program {
        case .failure(let error): return .invalid(field, shown, "compilation failed: \(error)")
        case .success(let program):
            if type.fits(program.type), program.type != .null || type == .dynamic { return nil }
            return .invalid(field, shown, "must evaluate to \(type)")
        }
    }

    /// The value for a write.
    ///
    /// - Parameter budget: what may be spent; it becomes less.
    func evaluate(_ bindings: [String: CELBinding], budget: inout Int) throws(Failure) -> CELValue {
        do throws(CELError) {
            let (value, cost) = try program.get().evaluate(bindings)
            budget -= cost
            if budget >= 0 { return value }
        } catch {
            switch error.code {
            case .syntax, .check: throw Failure(text: "compilation error: compilation failed: \(error)")
            case .evaluation: throw Failure(text: "expression '\(source)' resulted in error: \(error.message)")
            case .limit: budget = -1
            }
        }
        throw Failure(text: "validation failed due to running out of cost budget, no further validation rules will be run")
    }

    private static let group = CELType.object(["group": .string, "version": .string, "kind": .string])
    private static let resource = CELType.object(["group": .string, "version": .string, "resource": .string])

    /// <https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/#validation-expression>
    private static let variables: [String: CELType] = [
        "object": .dynamic, "oldObject": .dynamic, "params": .dynamic, "namespaceObject": .dynamic,
        "request": .object([
            "kind": group, "resource": resource, "subResource": .string, "requestKind": group, "requestResource": resource,
            "requestSubResource": .string, "name": .string, "namespace": .string, "operation": .string, "dryRun": .bool,
            "options": .dynamic,
            "userInfo": .object([
                "username": .string, "uid": .string, "groups": .list(.string), "extra": .map(.string, .list(.string)),
            ]),
        ]),
    ]
}
