import JSON
import KubernetesAPI
import LabKubernetes
import NIOConcurrencyHelpers
import Testing

@testable import OperationsServer

/// Admission webhooks: <https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/>.
///
/// The server must reach this machine; set `AKE_TEST_WEBHOOK_ADDRESS` to its address for a real one.
@Suite(.timeLimit(.minutes(3)), .enabled(if: ContractCluster.webhookHost != nil, "set AKE_TEST_WEBHOOK_ADDRESS"))
struct AdmissionContractTests {
    private static let allow: @Sendable (JSONValue) -> JSONValue = { _ in ["allowed": true] }

    @Test func `a webhook sees what is written, before and after, and by whom`() async throws {
        try await ContractCluster.with { cluster async throws in
            try await ContractWebhook.running(Self.allow) { webhook in
                try await webhook.configured(cluster) {
                    try await cluster.create("c", ["a": "1"])
                    _ = try await cluster.patch(cluster.configMaps + "/c", ["data": ["a": "2"]])
                    _ = try await cluster.send("DELETE", cluster.configMaps + "/c")
                    let asked = webhook.asked.withLockedValue { $0 }
                    #expect(asked.map { $0["operation"] } == ["CREATE", "UPDATE", "DELETE"])
                    #expect(asked.map { $0["object"]?["data"]?["a"] } == ["1", "2", nil])
                    #expect(asked.map { $0["oldObject"]?["data"]?["a"] } == [nil, "1", "2"])
                    let first = try #require(asked.first)
                    #expect(first["kind"] == ["group": "", "version": "v1", "kind": "ConfigMap"])
                    #expect(first["resource"] == ["group": "", "version": "v1", "resource": "configmaps"])
                    #expect(first["namespace"] == .string(cluster.namespace) && first["name"] == "c" && first["dryRun"] == false)
                    #expect(first["userInfo"]?["username"]?.stringValue?.isEmpty == false)
                    #expect(first["options"]?["kind"] == "CreateOptions")
                    #expect(Set(asked.compactMap { $0["uid"]?.stringValue }).count == 3)
                }
            }
        }
    }

    @Test func `a denial reaches the client in the webhook's words`() async throws {
        try await ContractCluster.with { cluster async throws in
            let answer: @Sendable (JSONValue) -> JSONValue = { _ in
                ["allowed": false, "status": ["code": 403, "reason": "Forbidden", "message": "not today"]]
            }
            try await ContractWebhook.running(answer) { webhook in
                try await webhook.configured(cluster) {
                    let denied = try await cluster.send("POST", cluster.configMaps, ContractCluster.configMap("c"))
                    #expect(denied.status == 403 && denied.reason == "Forbidden")
                    #expect(denied.message == #"admission webhook "w.contract.example.org" denied the request: not today"#)
                    #expect(try await cluster.send("GET", cluster.configMaps + "/c").status == 404)
                }
            }
        }
    }

    @Test func `a warning reaches the client`() async throws {
        try await ContractCluster.with { cluster async throws in
            try await ContractWebhook.running({ _ in ["allowed": true, "warnings": ["careful"]] }) { webhook in
                try await webhook.configured(cluster) {
                    let created = try await cluster.create("c")
                    #expect(created.warnings.contains { $0.contains("careful") && $0.hasPrefix("299 ") })
                }
            }
        }
    }

    @Test func `a mutating webhook changes what is stored`() async throws {
        try await ContractCluster.with { cluster async throws in
            let patch: JSONValue = [["op": "add", "path": "/data", "value": ["from": "webhook"]]]
            let encoded = try JSONValue(encoding: Base64Data(patch.serialized()))
            try await ContractWebhook.running({ _ in ["allowed": true, "patchType": "JSONPatch", "patch": encoded] }) { webhook in
                try await webhook.configured(cluster, kind: "Mutating", operations: ["CREATE"]) {
                    let created = try await cluster.create("c", ["a": "1"])
                    #expect(created.value["data"] == ["from": "webhook"])
                    #expect(try await cluster.send("GET", cluster.configMaps + "/c").value["data"] == ["from": "webhook"])
                }
            }
        }
    }

    @Test func `a webhook that does not answer in time stops the write, or not, as its policy says`() async throws {
        try await ContractCluster.with { cluster async throws in
            try await ContractWebhook.running(Self.allow) { webhook in
                try await SilentListener.running { port in
                    let silent = ContractWebhook(asked: NIOLockedValueBox([]), port: port, authorities: webhook.authorities)
                    let start = ContinuousClock.now
                    try await silent.configured(cluster, ["timeoutSeconds": 1, "failurePolicy": "Fail"]) {
                        let failed = try await cluster.send("POST", cluster.configMaps, ContractCluster.configMap("c"))
                        #expect(failed.status == 500 && failed.reason == "InternalError")
                        #expect(failed.message.contains(#"failed calling webhook "w.contract.example.org""#))
                        #expect(failed.message.contains("context deadline exceeded"))
                    }
                    #expect(ContinuousClock.now - start >= .seconds(1))
                    try await silent.configured(cluster, ["timeoutSeconds": 1, "failurePolicy": "Ignore"]) {
                        try await cluster.create("c")
                    }
                }
            }
        }
    }

    @Test func `selectors say which objects a webhook is asked about`() async throws {
        try await ContractCluster.with { cluster async throws in
            try await ContractWebhook.running(Self.allow) { webhook in
                try await webhook.configured(cluster, ["objectSelector": ["matchLabels": ["ask": "yes"]]]) {
                    try await cluster.create("a", labels: ["ask": "yes"])
                    try await cluster.create("b", labels: ["ask": "no"])
                    #expect(webhook.asked.withLockedValue { $0.map { $0["name"] } } == ["a"])
                    _ = try await cluster.patch(cluster.configMaps + "/a", ["metadata": ["labels": ["ask": "no"]]])
                    #expect(webhook.asked.withLockedValue { $0.count } == 2, "the old object is selected")
                }
            }
        }
    }

    @Test func `a dry run asks webhooks without side effects, and no others`() async throws {
        try await ContractCluster.with { cluster async throws in
            try await ContractWebhook.running(Self.allow) { webhook in
                let path = cluster.configMaps + "?dryRun=All"
                try await webhook.configured(cluster) { () async throws in
                    #expect(try await cluster.send("POST", path, ContractCluster.configMap("c")).status == 201)
                    #expect(webhook.asked.withLockedValue { $0.map { $0["dryRun"] } } == [true])
                }
                // API version v1 takes no other values than these two; NoneOnDryRun is asked as well.
                try await webhook.configured(cluster, ["sideEffects": "NoneOnDryRun"]) { () async throws in
                    #expect(try await cluster.send("POST", path, ContractCluster.configMap("c")).status == 201)
                }
            }
        }
    }

    @Test(.enabled(if: ContractCluster.isLab, "a real server shows a certificate when its AdmissionConfiguration says so"))
    func `the server shows a certificate to webhooks that ask for one`() async throws {
        var settings = LabKubernetesConfiguration()
        settings.showsCertificateToWebhooks = true
        try await ContractCluster.with(settings) { cluster async throws in
            let clients = ClientAuthentication(authorities: try #require(cluster.lab?.caPEM), names: ["kube-apiserver"])
            try await ContractWebhook.running(clients: clients, Self.allow) { webhook in
                try await webhook.configured(cluster) {
                    try await cluster.create("c")
                    #expect(webhook.asked.withLockedValue { $0.count } == 1)
                }
            }
        }
    }
}
