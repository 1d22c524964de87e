import JSON
import LabKubernetes
import Testing

/// `matchConditions` of webhooks. The webhook is one that cannot be reached: whoever has to ask it is refused.
@Suite(.timeLimit(.minutes(1))) struct MatchConditionTests {
    private static func configuration(_ kind: String, _ conditions: JSONValue, failurePolicy: String = "Fail") -> JSONValue {
        [
            "apiVersion": "admissionregistration.k8s.io/v1", "kind": .string(kind), "metadata": ["name": "w"],
            "webhooks": [
                [
                    "name": "w.example.org", "clientConfig": ["url": "https://127.0.0.1:1/x"], "sideEffects": "None",
                    "admissionReviewVersions": ["v1"], "timeoutSeconds": 1, "failurePolicy": .string(failurePolicy),
                    "matchConditions": conditions,
                    "rules": [["operations": ["*"], "apiGroups": [""], "apiVersions": ["v1"], "resources": ["configmaps"]]],
                ]
            ],
        ]
    }

    @Test(
        arguments: [
            ([], 500, ""), ([["name": "a", "expression": "object.metadata.name == 'c'"]], 500, ""),
            ([["name": "a", "expression": "object.metadata.name == 'd'"]], 201, ""),
            ([["name": "a", "expression": "true"], ["name": "b", "expression": "request.userInfo.username == 'bob'"]], 201, ""),
            ([["name": "a", "expression": "object.missing"], ["name": "b", "expression": "false"]], 201, ""),
            (
                [["name": "a", "expression": "object.missing"]], 403,
                #"configmaps "c" is forbidden: expression 'object.missing' resulted in error: no such key: missing"#
            ),
            (
                [["name": "a", "expression": "object.x"], ["name": "b", "expression": "object.y"]], 403,
                #"configmaps "c" is forbidden: [expression 'object.x' resulted in error: no such key: x, expression 'object.y' resulted in error: no such key: y]"#
            ),
        ] as [(JSONValue, Int, String)])
    func `a webhook is asked when all conditions hold`(conditions: JSONValue, status: Int, message: String) async throws {
        for kind in ["ValidatingWebhookConfiguration", "MutatingWebhookConfiguration"] {
            try await Lab.with { lab async throws in
                try lab.server.put(Self.configuration(kind, conditions))
                let answer = try await lab.send("POST", Lab.configMaps, Lab.configMap("c"))
                #expect(answer.status == status, "\(answer.value)")
                if !message.isEmpty { #expect(answer.value["message"]?.stringValue == message) }
            }
        }
    }

    @Test func `a condition that fails asks nobody when failures are ignored`() async throws {
        try await Lab.with { lab async throws in
            let conditions: JSONValue = [["name": "a", "expression": "object.missing"]]
            try lab.server.put(Self.configuration("ValidatingWebhookConfiguration", conditions, failurePolicy: "Ignore"))
            #expect(try await lab.send("POST", Lab.configMaps, Lab.configMap("c")).status == 201)
        }
    }

    @Test func `conditions see the old object of a deletion`() async throws {
        try await Lab.with { lab async throws in
            let expression = "request.operation == 'DELETE' && has(oldObject.data) && 'kept' in oldObject.data"
            try lab.server.put(Self.configuration("ValidatingWebhookConfiguration", [["name": "a", "expression": .string(expression)]]))
            #expect(try await lab.send("POST", Lab.configMaps, Lab.configMap("c")).status == 201)
            #expect(try await lab.send("POST", Lab.configMaps, Lab.configMap("d", ["kept": ""])).status == 201)
            #expect(try await lab.send("DELETE", Lab.configMaps + "/c").status == 200)
            #expect(try await lab.send("DELETE", Lab.configMaps + "/d").status == 500)
        }
    }

    @Test func `a condition that does not parse is refused`() async throws {
        try await Lab.with { lab async throws in
            let path = "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations"
            let conditions: JSONValue = [
                ["name": "a", "expression": "object."], ["name": "a", "expression": "true"], ["name": "c", "expression": "'x'"],
            ]
            let answer = try await lab.send("POST", path, Self.configuration("ValidatingWebhookConfiguration", conditions))
            #expect(answer.status == 422)
            let fields = (answer.value["details"]?["causes"]?.arrayValue ?? []).compactMap { $0["field"]?.stringValue }
            #expect(
                fields == [
                    "webhooks[0].matchConditions[0].expression", "webhooks[0].matchConditions[1].name",
                    "webhooks[0].matchConditions[2].expression",
                ])
        }
    }
}
