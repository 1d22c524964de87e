import CEL
import JSON

/// A ValidatingAdmissionPolicy with its bindings.
/// <https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/>
struct AdmissionPolicy: Sendable {
    /// Where a policy holds, and what becomes of a violation.
    struct Binding: Sendable {
        var name: String
        var match: AdmissionMatch
        /// `Deny`, `Warn` and `Audit`.
        var actions: [String]
    }

    /// What a write must be.
    struct Validation: Sendable {
        var expression: AdmissionExpression
        var message: String
        var messageExpression: AdmissionExpression?
        var reason: String
    }

    /// What a policy has against a write.
    struct Denial: Sendable, Equatable {
        var message: String
        var reason = "Invalid"
    }

    var name: String
    var match: AdmissionMatch
    var bindings: [Binding]
    private var conditions: MatchConditions
    private var variables: [(name: String, expression: AdmissionExpression)] = []
    private var validations: [Validation]
    private var ignoresFailure: Bool
    private var takesParameters: Bool
    private static let costLimit = 10_000_000

    /// Reads a policy.
    ///
    /// - Parameter bindings: the ValidatingAdmissionPolicyBindings of the moment, its own among them.
    init(_ json: JSONValue, bindings: [JSONValue]) {
        name = json.name
        let spec = json.at("spec") ?? [:]
        match = AdmissionMatch(spec.at("matchConstraints") ?? [:], rules: "resourceRules")
        conditions = MatchConditions(spec)
        ignoresFailure = spec.at("failurePolicy")?.text == "Ignore"
        takesParameters = spec.at("paramKind")?.isNull == false
        var types: [String: CELType] = [:]
        var depth = 0
        for variable in spec.at("variables")?.elements ?? [] {
            let name = variable.at("name")?.text ?? ""
            let expression = AdmissionExpression(variable.at("expression")?.text ?? "", composed: types, below: depth)
            variables.append((name, expression))
            types[name] = (try? expression.program.get())?.type ?? .dynamic
            depth = max(depth, expression.depth)
        }
        let (known, below) = (types, depth)
        validations = (spec.at("validations")?.elements ?? []).map { validation in
            Validation(
                expression: AdmissionExpression(validation.at("expression")?.text ?? "", composed: known, below: below),
                message: validation.at("message")?.text ?? "",
                messageExpression: validation.at("messageExpression")?.text.map {
                    AdmissionExpression($0, composed: known, below: below)
                },
                reason: validation.at("reason")?.text ?? "Invalid")
        }
        self.bindings = bindings.filter { $0.at("spec", "policyName")?.text == json.name }.map { binding in
            Binding(
                name: binding.name,
                match: AdmissionMatch(binding.at("spec", "matchResources") ?? [:], rules: "resourceRules", fitsWithoutRules: true),
                actions: binding.at("spec", "validationActions")?.textElements ?? [])
        }
    }

    /// What is wrong with the policy as it is written.
    var problems: [FieldProblem] {
        var problems = conditions.problems(at: "spec")
        if validations.isEmpty {
            problems.append(.required("spec.validations", "validations or auditAnnotations must contain at least one item"))
        }
        for (index, variable) in variables.enumerated() {
            if variable.name.isEmpty { problems.append(.required("spec.variables[\(index)].name")) }
            problems += [variable.expression.problem("spec.variables[\(index)].expression", .dynamic)].compactMap { $0 }
        }
        for (index, validation) in validations.enumerated() {
            let field = "spec.validations[\(index)]"
            problems += [
                validation.expression.problem("\(field).expression", .bool),
                validation.messageExpression?.problem("\(field).messageExpression", .string),
            ].compactMap { $0 }
        }
        return problems
    }

    /// What the policy has against a write that it is about.
    func denials(_ variables: AdmissionVariables) -> [Denial] {
        if takesParameters {
            return failed("failed to configure policy: spec.paramKind is not supported by this stand-in for an API server")
        }
        switch conditions.outcome(variables) {
        case .excluded: return []
        case .failed(let text): return failed(text)
        case .matched: break
        }
        let bindings = variables.composing(self.variables).bindings
        var budget = Self.costLimit
        return validations.flatMap { validation -> [Denial] in
            do throws(AdmissionExpression.Failure) {
                if try validation.expression.evaluate(bindings, budget: &budget) == .bool(true) { return [] }
                let made = try? validation.messageExpression?.evaluate(bindings, budget: &budget)
                let message = made.flatMap { RuleValidator.message($0) } ?? validation.message.trimmed
                return [
                    Denial(
                        message: message.isEmpty ? "failed expression: \(validation.expression.source.trimmed)" : message,
                        reason: validation.reason)
                ]
            } catch {
                return failed(error.text)
            }
        }
    }

    private func failed(_ text: String) -> [Denial] { ignoresFailure ? [] : [Denial(message: text)] }
}
