import KubernetesAPI
import RoutingModel
import Testing

/// A rule that cannot be served, as the second of an Ingress, and the problem that is to be reported.
struct BrokenRule: Sendable, CustomTestStringConvertible {
    var rule: Ingress.Rule
    var reason: RoutingProblem.Reason
    var field: String
    var testDescription: String { "\(reason) \(field)" }

    static let all: [BrokenRule] = [
        BrokenRule(rule: Samples.rule("-bad", [Samples.path("/")]), reason: .badHost, field: "spec.rules[1].host"),
        BrokenRule(rule: Samples.rule("*", [Samples.path("/")]), reason: .badHost, field: "spec.rules[1].host"),
        BrokenRule(rule: Samples.rule("a.*.example", [Samples.path("/")]), reason: .badHost, field: "spec.rules[1].host"),
        BrokenRule(rule: Samples.rule("a b", [Samples.path("/")]), reason: .badHost, field: "spec.rules[1].host"),
        BrokenRule(rule: Ingress.Rule(host: "b"), reason: .ruleWithoutPaths, field: "spec.rules[1]"),
        BrokenRule(rule: Ingress.Rule(host: "b", http: Ingress.HTTPRule(paths: nil)), reason: .ruleWithoutPaths, field: "spec.rules[1]"),
        BrokenRule(rule: Samples.rule("b", [Samples.path("x")]), reason: .badPath, field: "spec.rules[1].http.paths[0].path"),
        BrokenRule(rule: Samples.rule("b", [Samples.path(nil)]), reason: .badPath, field: "spec.rules[1].http.paths[0].path"),
        BrokenRule(rule: Samples.rule("b", [Samples.path("/a//b")]), reason: .badPath, field: "spec.rules[1].http.paths[0].path"),
        BrokenRule(
            rule: Samples.rule("b", [Samples.path("/a/../b", "Exact")]), reason: .badPath, field: "spec.rules[1].http.paths[0].path"),
        BrokenRule(
            rule: Samples.rule("b", [Samples.path("/a\n;return 200;")]), reason: .badPath, field: "spec.rules[1].http.paths[0].path"),
        BrokenRule(rule: Samples.rule("b", [Samples.path("/%0a")]), reason: .badPath, field: "spec.rules[1].http.paths[0].path"),
        BrokenRule(rule: Samples.rule("b", [Samples.path("/%zz")]), reason: .badPath, field: "spec.rules[1].http.paths[0].path"),
        BrokenRule(rule: Samples.rule("b", [Samples.path("/", "Regex")]), reason: .badPath, field: "spec.rules[1].http.paths[0].pathType"),
        BrokenRule(
            rule: Samples.rule("b", [Samples.path("/", to: Ingress.Backend(resource: ObjectReference(kind: "StorageBucket", name: "x")))]),
            reason: .resourceBackend, field: "spec.rules[1].http.paths[0].backend.resource"),
        BrokenRule(
            rule: Samples.rule("b", [Samples.path("/", to: Ingress.Backend())]), reason: .resourceBackend,
            field: "spec.rules[1].http.paths[0].backend.resource"),
        BrokenRule(
            rule: Samples.rule("b", [Samples.path("/", to: Ingress.Backend(service: Ingress.ServiceBackend(name: "web", port: nil)))]),
            reason: .badBackend, field: "spec.rules[1].http.paths[0].backend.service"),
    ]
}
