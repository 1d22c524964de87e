import JSON
import LabKubernetes
import Testing

/// Webhooks that cannot be reached; those that answer are tested with the real one in OperationsServerTests.
@Suite(.timeLimit(.minutes(1))) struct WebhookTests {
    private func configure(_ lab: Lab, _ more: [String: JSONValue]) throws {
        let webhook: [String: JSONValue] = [
            "name": "w.example.org", "clientConfig": ["url": "https://127.0.0.1:1/x"], "sideEffects": "None",
            "admissionReviewVersions": ["v1"],
            "timeoutSeconds": 1,
            "rules": [["operations": ["CREATE"], "apiGroups": [""], "apiVersions": ["v1"], "resources": ["configmaps"]]],
        ]
        try lab.server.put([
            "apiVersion": "admissionregistration.k8s.io/v1", "kind": "ValidatingWebhookConfiguration", "metadata": ["name": "w"],
            "webhooks": [.object(webhook.merging(more) { _, new in new })],
        ])
    }

    @Test func `a failing webhook refuses the write, or is ignored`() async throws {
        try await Lab.with { lab async throws in
            try configure(lab, [:])
            let refused = try await lab.send("POST", Lab.configMaps, Lab.configMap("c"))
            #expect(refused.status == 500)
            let message = refused.value["message"]?.stringValue ?? ""
            #expect(
                message.hasPrefix(
                    #"Internal error occurred: failed calling webhook "w.example.org": failed to call webhook: Post "https://127.0.0.1:1/x?timeout=1s""#
                ))
            try configure(lab, ["failurePolicy": "Ignore"])
            #expect(try await lab.send("POST", Lab.configMaps, Lab.configMap("c")).status == 201)
        }
    }

    @Test func `a webhook with side effects stops a dry run`() async throws {
        try await Lab.with { lab async throws in
            try configure(lab, ["sideEffects": "Some"])
            let refused = try await lab.send("POST", Lab.configMaps + "?dryRun=All", Lab.configMap("c"))
            #expect(refused.status == 400)
            #expect(refused.value["message"] == #"admission webhook "w.example.org" does not support dry run"#)
        }
    }
}
