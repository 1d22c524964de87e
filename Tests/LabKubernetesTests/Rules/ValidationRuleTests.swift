import JSON
import LabKubernetes
import Testing

/// `x-kubernetes-validations` over the wire.
@Suite(.timeLimit(.minutes(1))) struct ValidationRuleTests {
    private static let spec: JSONValue = [
        "type": "object",
        "x-kubernetes-validations": [
            ["rule": "!has(self.min) || !has(self.max) || self.min <= self.max", "message": "min may not exceed max", "fieldPath": ".min"],
            [
                "rule": "has(self.kind) == has(oldSelf.kind) && (!has(self.kind) || self.kind == oldSelf.kind)",
                "reason": "FieldValueForbidden", "message": "is fixed",
            ],
            ["rule": "!has(self.max) || self.max <= 100", "messageExpression": "'max is ' + string(self.max) + ', more than 100'"],
            ["rule": "!has(self.free) || self.free.x == 1"],
        ],
        "properties": [
            "min": ["type": "integer"], "max": ["type": "integer"], "kind": ["type": "string"],
            "free": [
                "type": "object", "x-kubernetes-preserve-unknown-fields": true, "properties": ["x": ["x-kubernetes-int-or-string": true]],
            ],
            "ratio": [
                "type": "number", "x-kubernetes-validations": [["rule": "self < 1.0 && self != 0.5", "reason": "FieldValueRequired"]],
            ],
            "once": [
                "type": "string",
                "x-kubernetes-validations": [
                    ["rule": "!oldSelf.hasValue() || oldSelf.value() == self", "optionalOldSelf": true, "message": "may be set once"]
                ],
            ],
            "labels": [
                "type": "object",
                "additionalProperties": [
                    "type": "string", "x-kubernetes-validations": [["rule": "self.startsWith('a')", "message": "must begin with a"]],
                ],
            ],
            "ports": [
                "type": "array", "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["name"],
                "items": [
                    "type": "object", "required": ["name"],
                    "x-kubernetes-validations": [
                        ["rule": "self.port >= oldSelf.port", "message": "ports only grow"],
                        ["rule": "self.port != 22", "message": "not 22"],
                    ],
                    "properties": ["name": ["type": "string"], "port": ["type": "integer", "default": 80]],
                ],
            ],
        ],
    ]

    private static func with(_ body: @Sendable (Lab) async throws -> Void) async throws {
        try await Lab.with { lab async throws in
            let definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
            let root: JSONValue = ["rule": "self.metadata.name != 'forbidden'", "message": "bad name", "reason": "FieldValueDuplicate"]
            #expect(try await lab.send("POST", definitions, Widgets.definition(spec, root: [root])).status == 201)
            try await body(lab)
        }
    }

    @Test(
        arguments: [
            (["min": 1, "max": 2], []),
            (["min": 3, "max": 2], [#"spec.min: Invalid value: "object": min may not exceed max"#]),
            (["max": 101], [#"spec: Invalid value: "object": max is 101, more than 100"#]),
            (["free": ["x": 2]], [#"spec: Invalid value: "object": failed rule: !has(self.free) || self.free.x == 1"#]),
            (["free": [:]], [#"spec: Invalid value: "object": no such key: x evaluating rule: !has(self.free) || self.free.x == 1"#]),
            (["ratio": 0], []), (["ratio": 1], ["spec.ratio: Required value: failed rule: self < 1.0 && self != 0.5"]),
            (["labels": ["x": "a", "y": "b"]], [#"spec.labels[y]: Invalid value: "string": must begin with a"#]),
            (["ports": [["name": "a", "port": 22], ["name": "b"]]], [#"spec.ports[0]: Invalid value: "object": not 22"#]),
            (["kind": "x", "once": "y"], []),
            (
                ["min": "x", "max": 101],
                [
                    #"spec.min: Invalid value: "string": spec.min in body must be of type integer: "string""#,
                    #"<nil>: Invalid value: "null": some validation rules were not checked because the object was invalid; correct the existing errors to complete validation"#,
                ]
            ),
        ] as [(JSONValue, [String])])
    func `a new object is held to every rule without a past`(spec: JSONValue, causes: [String]) async throws {
        try await Self.with { lab async throws in
            let answer = try await lab.send("POST", Widgets.path, Widgets.widget("w", spec))
            #expect(answer.status == (causes.isEmpty ? 201 : 422) && answer.value.causes == causes, "\(answer.value)")
        }
    }

    @Test(
        arguments: [
            (["max": 5], [#"spec: Forbidden: is fixed"#]),
            (["kind": "b"], [#"spec: Forbidden: is fixed"#]),
            (["kind": "a", "once": "z"], []),
            (["kind": "a", "once": "y"], []),
            (["kind": "a", "ports": [["name": "p", "port": 79]]], [#"spec.ports[0]: Invalid value: "object": ports only grow"#]),
            (["kind": "a", "ports": [["name": "q", "port": 1], ["name": "p", "port": 81]]], []),
        ] as [(JSONValue, [String])])
    func `a changed object is compared with the one before`(spec: JSONValue, causes: [String]) async throws {
        try await Self.with { lab async throws in
            #expect(try await lab.send("POST", Widgets.path, Widgets.widget("w", ["kind": "a", "ports": [["name": "p"]]])).status == 201)
            let body: JSONValue = [
                "metadata": [
                    "resourceVersion": try await lab.send("GET", Widgets.path + "/w").value["metadata"]?["resourceVersion"] ?? .null
                ]
            ]
            var object = Widgets.widget("w", spec)
            object["metadata"]?["resourceVersion"] = body["metadata"]?["resourceVersion"]
            let answer = try await lab.send("PUT", Widgets.path + "/w", object)
            #expect(answer.status == (causes.isEmpty ? 200 : 422) && answer.value.causes == causes, "\(answer.value)")
        }
    }

    @Test func `a value that may be set once is seen by its optional past`() async throws {
        try await Self.with { lab async throws in
            #expect(try await lab.send("POST", Widgets.path, Widgets.widget("w", ["once": "a"])).status == 201)
            let type = "application/merge-patch+json"
            let refused = try await lab.send("PATCH", Widgets.path + "/w", ["spec": ["once": "b"]], type: type)
            #expect(refused.value.causes == [#"spec.once: Invalid value: "string": may be set once"#])
            #expect(refused.value["message"] == #"Widget.example.org "w" is invalid: spec.once: Invalid value: "string": may be set once"#)
            #expect(try await lab.send("PATCH", Widgets.path + "/w", ["spec": ["min": 1]], type: type).status == 200)
        }
    }

    @Test func `every kind of write is held to the rules, the name and the status too`() async throws {
        try await Self.with { lab async throws in
            let named = try await lab.send("POST", Widgets.path, Widgets.widget("forbidden", [:]))
            #expect(named.value.causes == [#"<nil>: Duplicate value: "object""#])
            let applied = try await lab.send(
                "PATCH", Widgets.path + "/w?fieldManager=m", Widgets.widget("w", ["max": 101]), type: "application/apply-patch+yaml")
            #expect(applied.status == 422)
            #expect(try await lab.send("POST", Widgets.path, Widgets.widget("w", [:])).status == 201)
            let type = "application/merge-patch+json"
            for (size, status) in [(2, 200), (1, 422), (3, 200)] as [(Int64, Int)] {
                let answer = try await lab.send("PATCH", Widgets.path + "/w/status", ["status": ["size": .integer(size)]], type: type)
                #expect(answer.status == status, "\(answer.value)")
            }
            let dry = try await lab.send("PATCH", Widgets.path + "/w?dryRun=All", ["spec": ["max": 101]], type: type)
            #expect(dry.status == 422)
        }
    }

    @Test func `what was wrong before and has not changed is only warned of`() async throws {
        try await Lab.with { lab async throws in
            let loose: JSONValue = ["type": "object", "properties": ["a": ["type": "integer"], "b": ["type": "integer"]]]
            try lab.server.put(Widgets.definition(loose))
            #expect(try await lab.send("POST", Widgets.path, Widgets.widget("w", ["a": 9])).status == 201)
            var strict = loose
            strict["properties"]?["a"]?["x-kubernetes-validations"] = [["rule": "self < 5", "message": "too much"]]
            try lab.server.put(Widgets.definition(strict))
            let type = "application/merge-patch+json"
            let other = try await lab.exchange("PATCH", Widgets.path + "/w", ["spec": ["b": 1]], type: type)
            #expect(other.status == 200)
            #expect(
                other.headers.contains {
                    $0.name.lowercased() == "warning" && $0.value.contains(#"spec.a: Invalid value: \"integer\": too much"#)
                })
            #expect(try await lab.send("PATCH", Widgets.path + "/w", ["spec": ["a": 8]], type: type).status == 422)
            #expect(try await lab.send("PATCH", Widgets.path + "/w", ["spec": ["a": 4]], type: type).status == 200)
        }
    }

    @Test func `rules that cost too much end the validation`() async throws {
        try await Lab.with { lab async throws in
            let rule = "self.l.all(a, self.l.all(b, self.l.all(c, self.l.all(d, a + b + c + d >= 0))))"
            let list: JSONValue = ["type": "array", "items": ["type": "integer"]]
            try lab.server.put(
                Widgets.definition([
                    "type": "object", "properties": ["l": list], "x-kubernetes-validations": [["rule": .string(rule)], ["rule": "false"]],
                ]))
            let answer = try await lab.send("POST", Widgets.path, Widgets.widget("w", ["l": .array((0..<40).map { .integer($0) })]))
            let words =
                "'operation cancelled: actual cost limit exceeded': no further validation rules will be run due to call cost exceeds limit for rule: "
            #expect(answer.value.causes == [#"spec: Invalid value: "object": "# + words + rule])
        }
    }
}
