import HTTPTransport
import JSON
import LabKubernetes
import Testing

/// ValidatingAdmissionPolicies and their bindings over the wire.
@Suite(.timeLimit(.minutes(1))) struct AdmissionPolicyTests {
    private static let group = "/apis/admissionregistration.k8s.io/v1"
    private static let configMaps: JSONValue = [
        "resourceRules": [["apiGroups": [""], "apiVersions": ["v1"], "operations": ["*"], "resources": ["configmaps"]]]
    ]

    private static func policy(_ spec: [String: JSONValue]) -> JSONValue {
        [
            "apiVersion": "admissionregistration.k8s.io/v1", "kind": "ValidatingAdmissionPolicy", "metadata": ["name": "p"],
            "spec": .object(["matchConstraints": configMaps].merging(spec) { $1 }),
        ]
    }

    private static func binding(_ more: [String: JSONValue] = [:], name: String = "b") -> JSONValue {
        [
            "apiVersion": "admissionregistration.k8s.io/v1", "kind": "ValidatingAdmissionPolicyBinding",
            "metadata": ["name": .string(name)],
            "spec": .object(["policyName": "p", "validationActions": ["Deny"]].merging(more) { $1 }),
        ]
    }

    private static func install(_ lab: Lab, _ spec: [String: JSONValue], _ bindings: [JSONValue] = [binding()]) async throws {
        let created = try await lab.send("POST", group + "/validatingadmissionpolicies", policy(spec))
        #expect(created.status == 201, "\(created.value)")
        for binding in bindings {
            #expect(try await lab.send("POST", group + "/validatingadmissionpolicybindings", binding).status == 201)
        }
    }

    private static func denied(_ message: String) -> JSONValue {
        .string(#"configmaps "c" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'b' denied request: "# + message)
    }

    @Test(
        arguments: [
            (["expression": "object.metadata.name != 'c'", "message": " no c "], 422, "Invalid", "no c"),
            (["expression": "object.metadata.name != 'c'"], 422, "Invalid", "failed expression: object.metadata.name != 'c'"),
            (["expression": "false", "message": "m", "messageExpression": "'no ' + object.metadata.name"], 422, "Invalid", "no c"),
            (["expression": "false", "message": "m", "messageExpression": "object.missing"], 422, "Invalid", "m"),
            (["expression": "false", "message": "m", "messageExpression": "'a\\nb'"], 422, "Invalid", "m"),
            (["expression": "false", "message": "m", "reason": "Forbidden"], 403, "Forbidden", "m"),
            (["expression": "false", "message": "m", "reason": "Unauthorized"], 401, "Unauthorized", "m"),
            (["expression": "false", "message": "m", "reason": "RequestEntityTooLarge"], 413, "RequestEntityTooLarge", "m"),
            (
                ["expression": "object.data.missing == ''"], 422, "Invalid",
                "expression 'object.data.missing == ''' resulted in error: no such key: missing"
            ),
            (
                ["expression": "variables.broken"], 422, "Invalid",
                #"expression 'variables.broken' resulted in error: composited variable "broken" fails to evaluate: no such key: missing"#
            ),
            (["expression": "variables.long == 'default/web'", "message": "m"], 422, "Invalid", "m"),
        ] as [(JSONValue, Int, String, String)])
    func `a violation is refused in the server's words`(validation: JSONValue, code: Int, reason: String, message: String) async throws {
        try await Lab.with { lab async throws in
            let variables: JSONValue = [
                ["name": "name", "expression": "object.metadata.name"],
                ["name": "long", "expression": "object.metadata.namespace + '/' + variables.name"],
                ["name": "broken", "expression": "object.missing == 1"],
            ]
            try await Self.install(lab, ["variables": variables, "validations": [validation]])
            let answer = try await lab.send("POST", Lab.configMaps, Lab.configMap("c", ["k": "v"]))
            #expect(answer.status == code && answer.value["reason"]?.stringValue == reason, "\(answer.value)")
            #expect(answer.value["message"] == Self.denied(message))
            #expect(answer.value["details"]?["name"] == "c" && answer.value["details"]?["kind"] == "configmaps")
            #expect(answer.value["details"]?["causes"]?[0]?["message"]?.stringValue?.hasSuffix(message) == true)
        }
    }

    @Test(arguments: [
        "request.operation == 'CREATE' && object != null && oldObject == null && request.name == 'c' && request.namespace == 'default'",
        "request.kind == {'group': '', 'version': 'v1', 'kind': 'ConfigMap'} && request.resource.resource == 'configmaps' && !request.dryRun",
        "request.userInfo.username == 'ann' && 'system:masters' in request.userInfo.groups && !has(request.subResource)",
        "namespaceObject.metadata.name == 'default' && params == null", "variables.twice == 'cc' && has(variables.twice)",
        "object.data.all(key, object.data[key] == 'v') && size(object.data) == 1", "true || variables.broken",
        "!has(object.metadata.labels)",
    ])
    func `expressions know the write`(expression: String) async throws {
        try await Lab.with { lab async throws in
            let variables: JSONValue = [
                ["name": "twice", "expression": "object.metadata.name + object.metadata.name"],
                ["name": "broken", "expression": "object.missing"],
            ]
            try await Self.install(lab, ["variables": variables, "validations": [["expression": .string(expression)]]])
            let answer = try await lab.send("POST", Lab.configMaps, Lab.configMap("c", ["k": "v"]), as: "ann")
            #expect(answer.status == 201, "\(String(decoding: answer.body, as: UTF8.self))")
        }
    }

    @Test func `updates and deletions are looked at with what was before`() async throws {
        try await Lab.with { lab async throws in
            #expect(try await lab.send("POST", Lab.configMaps, Lab.configMap("c", ["k": "v"])).status == 201)
            let expression = "request.operation == 'DELETE' ? object == null && oldObject.data.k == 'w' : object.data.k != oldObject.data.k"
            try await Self.install(lab, ["validations": [["expression": .string(expression), "message": "m"]]])
            #expect(try await lab.send("PUT", Lab.configMaps + "/c", Lab.configMap("c", ["k": "v"])).status == 422)
            #expect(try await lab.send("DELETE", Lab.configMaps + "/c").value["message"] == Self.denied("m"))
            #expect(try await lab.send("PUT", Lab.configMaps + "/c", Lab.configMap("c", ["k": "w"])).status == 200)
            #expect(try await lab.send("DELETE", Lab.configMaps + "/c").status == 200)
        }
    }

    @Test(
        arguments: [
            ([:], [], false), (["objectSelector": ["matchLabels": ["a": "b"]]], [], true),
            (["namespaceSelector": ["matchLabels": ["a": "b"]]], [], true),
            (
                ["resourceRules": [["apiGroups": [""], "apiVersions": ["v1"], "operations": ["UPDATE"], "resources": ["configmaps"]]]], [],
                true
            ),
            (
                [
                    "resourceRules": [
                        [
                            "apiGroups": [""], "apiVersions": ["v1"], "operations": ["CREATE"], "resources": ["configmaps"],
                            "resourceNames": ["d"],
                        ]
                    ]
                ], [], true
            ),
            (["excludeResourceRules": [["apiGroups": ["*"], "apiVersions": ["*"], "operations": ["*"], "resources": ["*"]]]], [], true),
            ([:], [["name": "one", "expression": "request.userInfo.username == 'ann'"]], false),
            ([:], [["name": "one", "expression": "true"], ["name": "two", "expression": "request.userInfo.username == 'bob'"]], true),
            ([:], [["name": "one", "expression": "object.missing"], ["name": "two", "expression": "false"]], true),
        ] as [(JSONValue, JSONValue, Bool)])
    func `a policy looks at what it matches`(match: JSONValue, conditions: JSONValue, passes: Bool) async throws {
        for isOfBinding in [true, false] {
            try await Lab.with { lab async throws in
                let binding = Self.binding(isOfBinding ? ["matchResources": match] : [:])
                let constraints =
                    isOfBinding ? Self.configMaps : .object((Self.configMaps.objectValue ?? [:]).merging(match.objectValue ?? [:]) { $1 })
                try await Self.install(
                    lab, ["validations": [["expression": "false"]], "matchConditions": conditions, "matchConstraints": constraints],
                    [binding])
                #expect(try await lab.send("POST", Lab.configMaps, Lab.configMap("c"), as: "ann").status == (passes ? 201 : 422))
                #expect(try await lab.send("POST", "/api/v1/namespaces", ["metadata": ["name": "n"]], as: "ann").status == 201)
            }
        }
    }

    @Test func `an error is a refusal, or nothing when failures are ignored`() async throws {
        for (policy, status) in [("Fail", 422), ("Ignore", 201)] {
            try await Lab.with { lab async throws in
                try await Self.install(lab, ["failurePolicy": .string(policy), "validations": [["expression": "object.missing"]]])
                #expect(try await lab.send("POST", Lab.configMaps, Lab.configMap("c")).status == status)
            }
            try await Lab.with { lab async throws in
                let conditions: JSONValue = [["name": "n", "expression": "object.missing"]]
                try await Self.install(
                    lab, ["failurePolicy": .string(policy), "validations": [["expression": "true"]], "matchConditions": conditions])
                let answer = try await lab.send("POST", Lab.configMaps, Lab.configMap("c"))
                #expect(answer.status == status)
                if status == 422 {
                    #expect(answer.value["message"] == Self.denied("expression 'object.missing' resulted in error: no such key: missing"))
                }
            }
            try await Lab.with { lab async throws in
                let kind: JSONValue = ["apiVersion": "v1", "kind": "ConfigMap"]
                try await Self.install(lab, ["failurePolicy": .string(policy), "validations": [["expression": "true"]], "paramKind": kind])
                #expect(try await lab.send("POST", Lab.configMaps, Lab.configMap("c")).status == status)
            }
        }
    }

    @Test func `a binding may warn, and several bindings say each its part`() async throws {
        try await Lab.with { lab async throws in
            try await Self.install(
                lab, ["validations": [["expression": "object.metadata.name != 'c'", "message": "m"]]],
                [Self.binding(["validationActions": ["Warn"]]), Self.binding(["validationActions": ["Audit"]], name: "a")])
            let answer = try await lab.exchange("POST", Lab.configMaps, Lab.configMap("c"))
            #expect(answer.status == 201)
            let warnings = answer.headers.filter { $0.name.lowercased() == "warning" }.map(\.value)
            #expect(warnings == [#"299 - "Validation failed for ValidatingAdmissionPolicy 'p' with binding 'b': m""#])
            #expect(try await lab.send("POST", Self.group + "/validatingadmissionpolicybindings", Self.binding(name: "z")).status == 201)
            #expect(try await lab.send("PUT", Lab.configMaps + "/c", Lab.configMap("c", ["x": "y"])).status == 422)
        }
    }

    @Test func `a policy without a binding does nothing, and a changed one is followed`() async throws {
        try await Lab.with { lab async throws in
            try await Self.install(lab, ["validations": [["expression": "false"]]], [])
            #expect(try await lab.send("POST", Lab.configMaps, Lab.configMap("c")).status == 201)
            #expect(try await lab.send("POST", Self.group + "/validatingadmissionpolicybindings", Self.binding()).status == 201)
            #expect(try await lab.send("POST", Lab.configMaps, Lab.configMap("d")).status == 422)
            let type = "application/merge-patch+json"
            let changed = try await lab.send(
                "PATCH", Self.group + "/validatingadmissionpolicies/p", ["spec": ["validations": [["expression": "true"]]]], type: type)
            #expect(changed.status == 200)
            #expect(try await lab.send("POST", Lab.configMaps, Lab.configMap("d")).status == 201)
        }
    }

    @Test(
        arguments: [
            (["validations": [["expression": "object."]]], "spec.validations[0].expression"),
            (["validations": [["expression": ""]]], "spec.validations[0].expression"),
            (["validations": [["expression": "'a'"]]], "spec.validations[0].expression"),
            (["validations": [["expression": "request.missing"]]], "spec.validations[0].expression"),
            (["validations": [["expression": "self.x"]]], "spec.validations[0].expression"),
            (["validations": [["expression": "true", "messageExpression": "1"]]], "spec.validations[0].messageExpression"),
            (
                ["validations": [["expression": "variables.later"]], "variables": [["name": "now", "expression": "variables.now"]]],
                "spec.variables[0].expression"
            ),
            (
                ["validations": [["expression": "true"]], "matchConditions": [["name": "a", "expression": "1"]]],
                "spec.matchConditions[0].expression"
            ),
            (["validations": [["expression": "true"]], "matchConditions": [["expression": "true"]]], "spec.matchConditions[0].name"),
            ([:], "spec.validations"), (["validations": [["expression": "true"]], "matchConstraints": .null], "spec.matchConstraints"),
        ] as [([String: JSONValue], String)])
    func `a policy that cannot work is refused`(spec: [String: JSONValue], field: String) async throws {
        try await Lab.with { lab async throws in
            let answer = try await lab.send("POST", Self.group + "/validatingadmissionpolicies", Self.policy(spec))
            #expect(answer.status == 422)
            #expect(answer.value["details"]?["causes"]?[0]?["field"]?.stringValue == field, "\(answer.value)")
        }
    }

    @Test func `the authorizer is not there, and says so`() async throws {
        try await Lab.with { lab async throws in
            let spec: [String: JSONValue] = ["validations": [["expression": "authorizer.path('/x').check('get').allowed()"]]]
            let answer = try await lab.send("POST", Self.group + "/validatingadmissionpolicies", Self.policy(spec))
            #expect(answer.status == 422)
            #expect(
                answer.value["message"]?.stringValue?.contains("authorizer is not supported by this stand-in for an API server") == true)
        }
    }

    @Test func `variables within variables are bounded`() async throws {
        try await Lab.with { lab async throws in
            var variables: [JSONValue] = [["name": "v0", "expression": "1"]]
            for index in 1...300 { variables.append(["name": .string("v\(index)"), "expression": .string("variables.v\(index - 1) + 1")]) }
            let spec: [String: JSONValue] = ["variables": .array(variables), "validations": [["expression": "variables.v300 == 301"]]]
            let answer = try await lab.send("POST", Self.group + "/validatingadmissionpolicies", Self.policy(spec))
            #expect(answer.status == 422)
            #expect(answer.value["message"]?.stringValue?.contains("variables lie too deep within each other") == true)
        }
    }
}
