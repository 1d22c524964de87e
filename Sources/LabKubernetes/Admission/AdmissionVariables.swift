import CEL
import JSON

/// The variables of expressions about one write.
/// <https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/#validation-expression>
struct AdmissionVariables {
    /// The variables by name.
    private(set) var bindings: [String: CELBinding]

    /// Takes what expressions may know of a write.
    ///
    /// - Parameter namespace: the object's namespace; nil for cluster-scoped objects.
    init(_ subject: AdmissionSubject, namespace: JSONValue?) {
        var request = subject.review(uid: "").at("request") ?? [:]
        for member in ["uid", "object", "oldObject"] { request.set(nil, at: member) }
        func value(_ json: JSONValue?) -> CELBinding { .value(json.map { CELValue($0) } ?? .null) }
        bindings = [
            "object": value(subject.object), "oldObject": value(subject.old), "request": value(request), "params": .value(.null),
            "namespaceObject": value(namespace),
        ]
    }

    /// The variables with those of a policy: each is found when it is first asked for, once.
    func composing(_ expressions: [(name: String, expression: AdmissionExpression)]) -> AdmissionVariables {
        var result = self
        var inner = bindings
        // An expression sees only the variables before it, so none can lead back to itself.
        for (name, expression) in expressions {
            let before = inner
            let earlier = inner["variables"]
            var known: Result<CELValue, CELError>?
            inner["variables"] = .members { asked throws(CELError) in
                guard asked == name else {
                    guard case .members(let find) = earlier else { return nil }
                    return try find(asked)
                }
                let outcome = known ?? Self.outcome(name, expression, before)
                known = outcome
                return try outcome.get()
            }
        }
        result.bindings = inner
        return result
    }

    private static func outcome(
        _ name: String, _ expression: AdmissionExpression, _ bindings: [String: CELBinding]
    ) -> Result<CELValue, CELError> {
        Result { () throws(CELError) in
            do throws(CELError) {
                return try expression.program.get().evaluate(bindings).value
            } catch {
                throw CELError(
                    code: error.code == .limit ? .limit : .evaluation,
                    message: "composited variable \"\(name)\" fails to evaluate: \(error.message)", expression: expression.source,
                    offset: error.offset)
            }
        }
    }
}
