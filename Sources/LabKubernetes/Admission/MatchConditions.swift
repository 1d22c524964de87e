import CEL
import JSON

/// The `matchConditions` of a webhook or a policy: all must hold for it to be asked.
/// <https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#matching-requests-matchconditions>
struct MatchConditions: Sendable {
    /// What the conditions come to.
    enum Outcome: Sendable, Equatable {
        case matched
        /// One does not hold.
        case excluded
        /// None is false, and some have no value.
        case failed(String)
    }

    private var conditions: [(name: String, expression: AdmissionExpression)]
    private static let costLimit = 2_500_000

    /// Reads the conditions of an object.
    init(_ json: JSONValue) {
        conditions = (json.at("matchConditions")?.elements ?? []).map { condition in
            (condition.at("name")?.text ?? "", AdmissionExpression(condition.at("expression")?.text ?? ""))
        }
    }

    /// What is wrong with the conditions as they are written.
    func problems(at path: String) -> [FieldProblem] {
        var names: Set<String> = []
        return conditions.enumerated().flatMap { index, condition in
            let field = "\(path).matchConditions[\(index)]"
            var problems: [FieldProblem] = []
            if condition.name.isEmpty {
                problems.append(.required("\(field).name"))
            } else if !names.insert(condition.name).inserted {
                problems.append(FieldProblem(reason: .duplicate, field: "\(field).name", body: "Duplicate value: \"\(condition.name)\""))
            }
            return problems + [condition.expression.problem("\(field).expression", .bool)].compactMap { $0 }
        }
    }

    /// Whether a write meets them all.
    func outcome(_ variables: @autoclosure () -> AdmissionVariables) -> Outcome {
        if conditions.isEmpty { return .matched }
        let bindings = variables().bindings
        var budget = Self.costLimit
        var failures: [String] = []
        for condition in conditions {
            do throws(AdmissionExpression.Failure) {
                if try condition.expression.evaluate(bindings, budget: &budget) == .bool(false) { return .excluded }
            } catch {
                failures.append(error.text)
            }
        }
        switch failures.count {
        case 0: return .matched
        case 1: return .failed(failures[0])
        default: return .failed("[\(failures.joined(separator: ", "))]")
        }
    }
}
