import JSON
import Testing

/// The rules of deploy/crds: each is read, each refuses something in its own words, and each lets something pass.
@Suite(.timeLimit(.minutes(2))) struct DefinitionRuleTests {
    /// What exercises one rule.
    struct Row: Sendable {
        /// The resource and the rule's message.
        var resource: String
        var message: String
        /// The field that the refusal names.
        var field: String
        /// The spec of the object that is there before; nil when there is none, and the others are specs of new ones.
        var before: JSONValue?
        /// Specs, or merge patches of the one before.
        var refused: [JSONValue]
        var passes: [JSONValue]
    }

    private static let template: JSONValue = "https://templates.example.org/cls.yaml"

    private static func stack(_ more: [String: JSONValue] = [:]) -> JSONValue {
        .object(["templateURL": template, "params": ["replicas": "2", "flavor": "m1.small"]].merging(more) { $1 })
    }

    /// A field of a HeatStack that is set once.
    private static func fixed(_ name: String, _ message: String, _ value: JSONValue, not others: JSONValue..., field: String = "spec")
        -> [Row]
    {
        [
            Row(
                resource: "heatstacks", message: message, field: field, before: stack([name: value]),
                refused: (others + [.null]).map { .object([name: $0]) },
                passes: [.object([name: value, "replicas": 3]), ["suspend": true]]),
            Row(
                resource: "heatstacks", message: message, field: field, before: stack(), refused: [.object([name: value])],
                passes: [["params": ["replicas": "5"]]]),
        ]
    }

    private static let digest = JSONValue.string(String(repeating: "a", count: 64))
    private static let parameter: JSONValue = ["name": "password", "secretKeyRef": ["name": "s", "key": "k"]]
    private static let other: JSONValue = ["name": "image", "configMapKeyRef": ["name": "c", "key": "k"]]

    private static let heatStacks: [Row] = [
        Row(
            resource: "heatstacks",
            message:
                "only the parameters in spec.mutableParams may change, because Heat could rebuild every VM of the stack for any other; "
                + "make a second object beside this one, or delete it and create it again",
            field: "spec.params", before: stack(),
            refused: [
                ["params": ["flavor": "m1.large"]], ["params": ["image": "new"]], ["params": ["flavor": .null]], ["params": .null],
            ],
            passes: [
                ["params": ["replicas": "3"]], ["params": ["replicas": .null]], ["params": ["replicas": "4", "flavor": "m1.small"]],
            ]),
        Row(
            resource: "heatstacks",
            message:
                "only the parameters in spec.mutableParams may change, because Heat could rebuild every VM of the stack for any other; "
                + "make a second object beside this one, or delete it and create it again",
            field: "spec.params", before: stack(["mutableParams": ["flavor", "image"]]), refused: [["params": ["replicas": "3"]]],
            passes: [["params": ["flavor": "m1.large"]], ["params": ["image": "new"]], ["params": ["flavor": .null]]]),
        Row(
            resource: "heatstacks",
            message: "is fixed while the stack exists, because Heat could rebuild every VM; delete the object and create it again",
            field: "spec.templateURL", before: stack(), refused: [["templateURL": "https://elsewhere.example.org/cls.yaml"]],
            passes: [
                ["templateURL": template, "replicas": 4], ["deletionPolicy": "Protect"], ["resyncInterval": "5m", "rollback": true],
            ]),
        Row(
            resource: "heatstacks", message: "spec.mutableParams are fixed while the stack exists", field: "spec", before: stack(),
            refused: [["mutableParams": ["replicas", "flavor"]], ["mutableParams": []]],
            passes: [["mutableParams": ["replicas"]], ["mutableParams": .null], ["replicas": 7]]),
        Row(
            resource: "heatstacks", message: "name either secretKeyRef or configMapKeyRef", field: "spec.paramsFrom[1]", before: nil,
            refused: [
                stack(["paramsFrom": [parameter, ["name": "neither"]]]),
                stack([
                    "paramsFrom": [
                        parameter,
                        ["name": "both", "secretKeyRef": ["name": "s", "key": "k"], "configMapKeyRef": ["name": "c", "key": "k"]],
                    ]
                ]),
            ],
            passes: [stack(["paramsFrom": [parameter, other]]), stack()]),
        // The order of a list with keys does not count.
        Row(
            resource: "heatstacks", message: "spec.paramsFrom is fixed while the stack exists; change what it names", field: "spec",
            before: stack(["paramsFrom": [parameter, other]]), refused: [["paramsFrom": [parameter]]],
            passes: [["paramsFrom": [other, parameter]]]),
    ]

    private static let fixedFields: [[Row]] = [
        fixed(
            "templateSHA256", "spec.templateSHA256 is fixed while the stack exists", digest, not: .string(String(repeating: "b", count: 64))
        ),
        fixed("timeout", "spec.timeout is fixed while the stack exists", 60, not: 61),
        fixed("adopt", "spec.adopt is fixed while the stack exists", "old", not: "older"),
        fixed("cloudName", "spec.cloudName is fixed, because the stack would be left behind in its cloud", "east", not: "west"),
        fixed(
            "cloudCredentialsRef", "spec.cloudCredentialsRef is fixed; put new credentials into the Secret that it names", ["name": "a"],
            not: ["name": "b"], ["key": "other"], ["namespace": "elsewhere"]),
        fixed("tags", "spec.tags are fixed while the stack exists", ["a", "b"], not: ["b", "a"], ["a"], []),
        fixed("files", "spec.files are fixed while the stack exists", ["a.yaml": "x"], not: ["a.yaml": "y"], ["b.yaml": "x"]),
        fixed("paramsFrom", "spec.paramsFrom is fixed while the stack exists; change what it names", [parameter], not: [other], []),
    ]

    private static func lbClass(_ more: [String: JSONValue]) -> JSONValue {
        .object(["templateURL": "builtin://cls", "flavors": ["default": "m1.small"]].merging(more) { $1 })
    }

    private static let classes: [Row] = [
        Row(
            resource: "loadbalancerclasses", message: "flavors.default must be among flavors.allowed", field: "spec.flavors", before: nil,
            refused: [
                lbClass(["flavors": ["default": "a", "allowed": ["b"]]]), lbClass(["flavors": ["default": "a", "allowed": ["b", "aa"]]]),
            ],
            passes: [
                lbClass(["flavors": ["default": "a", "allowed": ["b", "a"]]]), lbClass(["flavors": ["default": "a", "allowed": []]]),
                lbClass([:]),
            ]),
        Row(
            resource: "loadbalancerclasses", message: "min <= default <= max must hold", field: "spec.replicas", before: nil,
            refused: [["min": 3], ["default": 11], ["max": 1], ["min": 5, "default": 4, "max": 9]].map { lbClass(["replicas": $0]) },
            passes: [["min": 2], [:], ["min": 5, "default": 5, "max": 5], ["default": 20, "max": 20]].map { lbClass(["replicas": $0]) } + [
                lbClass([:])
            ]),
        Row(
            resource: "loadbalancerclasses", message: "min <= default <= max must hold", field: "spec.replicas",
            before: lbClass(["replicas": [:]]),
            refused: [["replicas": ["min": 3]], ["replicas": ["max": 1]]],
            passes: [["replicas": ["min": 2, "max": 2]], ["replicas": .null]]),
    ]

    static let rows = heatStacks + fixedFields.flatMap { $0 } + classes

    private static let files: [String] = (try? Manifests.files(in: "crds").map { "deploy/" + $0 }) ?? []

    /// The messages of the rules at and below a schema.
    private static func messages(_ schema: JSONValue) -> [String] {
        switch schema {
        case .object(let members):
            let own = members["x-kubernetes-validations"]?.items ?? []
            return own.map { $0["message"]?.stringValue ?? $0["rule"]?.stringValue ?? "" } + members.values.flatMap(messages)
        case .array(let elements): return elements.flatMap(messages)
        default: return []
        }
    }

    @Test func `a row exercises every rule, and every row a rule`() throws {
        var rules: Set<[String]> = []
        for definition in try Manifests.files(in: "crds").flatMap({ try Manifests.objects($0) }) {
            let resource = definition["spec"]?["names"]?["plural"]?.stringValue ?? ""
            let found = Self.messages(definition).map { [resource, $0] }
            #expect(Set(found).count == found.count, "two rules of \(resource) have one message")
            rules.formUnion(found)
        }
        #expect(rules.count > 10)
        let rows = Set(Self.rows.map { [$0.resource, $0.message] })
        for rule in rules.subtracting(rows) { Issue.record("no row exercises a rule of \(rule[0]): \(rule[1])") }
        for row in rows.subtracting(rules) { Issue.record("\(row[0]) has no such rule: \(row[1])") }
        for row in Self.rows { #expect(!row.refused.isEmpty && !row.passes.isEmpty, "\(row.message)") }
    }

    @Test func `each rule refuses in its own words, and lets the rest pass`() async throws {
        try await Cluster.with(Self.files) { cluster async throws in
            for (index, row) in Self.rows.enumerated() {
                for (number, spec) in (row.refused + row.passes).enumerated() {
                    let answer = try await write(spec, row, "r\(index)-\(number)", cluster)
                    let what = "\(row.message): \(spec): \(answer.value)"
                    if number >= row.refused.count {
                        #expect((200...201).contains(answer.status), "\(what)")
                        continue
                    }
                    #expect(answer.status == 422, "\(what)")
                    #expect(answer.causes.map { $0["field"]?.stringValue } == [row.field], "\(what)")
                    #expect(answer.causes.first?["message"]?.stringValue?.hasSuffix(": " + row.message) == true, "\(what)")
                }
            }
        }
    }

    private func write(_ spec: JSONValue, _ row: Row, _ name: String, _ cluster: Cluster) async throws -> Cluster.Answer {
        let isStack = row.resource == "heatstacks"
        let path = "/apis/ake.adtech.cyberagent.io/v1alpha1/" + (isStack ? "namespaces/default/heatstacks" : row.resource)
        func object(_ spec: JSONValue) -> JSONValue {
            [
                "apiVersion": "ake.adtech.cyberagent.io/v1alpha1", "kind": isStack ? "HeatStack" : "LoadBalancerClass",
                "metadata": ["name": .string(name)], "spec": spec,
            ]
        }
        guard let before = row.before else { return try await cluster.send(.init(method: "POST", path: path, body: object(spec))) }
        let created = try await cluster.send(.init(method: "POST", path: path, body: object(before)))
        #expect(created.status == 201, "\(row.message): \(created.value)")
        return try await cluster.send(.init(method: "PATCH", path: "\(path)/\(name)", body: ["spec": spec]))
    }
}
