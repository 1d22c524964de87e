import JSON
import Testing

@testable import LabKubernetes

struct AdmissionTests {
    private static func subject(_ operation: String, subresource: String = "", labels: JSONValue = [:]) throws -> AdmissionSubject {
        let kind = try #require(KindRegistry().kind(group: "networking.k8s.io", version: "v1", plural: "ingresses"))
        let context = WriteContext(
            kind: kind, subresource: subresource, user: UserInfo(name: "ann"), manager: "m", isDryRun: false, validation: .warn,
            now: Timestamp(seconds: 0))
        return AdmissionSubject(
            operation: operation, context: context, object: ["metadata": ["name": "i", "namespace": "n", "labels": labels]], old: nil)
    }

    private static func webhook(_ rule: JSONValue, _ more: [String: JSONValue] = [:]) throws -> Webhook {
        let json: [String: JSONValue] = ["name": "w.example.org", "clientConfig": ["url": "https://127.0.0.1:1/x"], "rules": [rule]]
        return try #require(Webhook(.object(json.merging(more) { _, new in new })))
    }

    @Test(
        arguments: [
            (
                ["operations": ["UPDATE"], "apiGroups": ["networking.k8s.io"], "apiVersions": ["v1"], "resources": ["ingresses"]], "UPDATE",
                "", true
            ),
            (
                ["operations": ["UPDATE"], "apiGroups": ["networking.k8s.io"], "apiVersions": ["v1"], "resources": ["ingresses"]], "CREATE",
                "", false
            ),
            (["operations": ["*"], "apiGroups": ["*"], "apiVersions": ["*"], "resources": ["*"]], "UPDATE", "status", false),
            (["operations": ["*"], "apiGroups": ["*"], "apiVersions": ["*"], "resources": ["*/*"]], "UPDATE", "status", true),
            (["operations": ["*"], "apiGroups": ["*"], "apiVersions": ["*"], "resources": ["ingresses/status"]], "UPDATE", "status", true),
            (["operations": ["*"], "apiGroups": ["apps"], "apiVersions": ["*"], "resources": ["*"]], "UPDATE", "", false),
            (["operations": ["*"], "apiGroups": ["*"], "apiVersions": ["*"], "resources": ["*"], "scope": "Cluster"], "UPDATE", "", false),
        ] as [(JSONValue, String, String, Bool)])
    func `rules choose what a webhook sees`(rule: JSONValue, operation: String, subresource: String, wants: Bool) throws {
        #expect(try Self.webhook(rule).wants(Self.subject(operation, subresource: subresource), namespaceLabels: [:]) == wants)
    }

    @Test func `selectors choose too`() throws {
        let all: JSONValue = ["operations": ["*"], "apiGroups": ["*"], "apiVersions": ["*"], "resources": ["*"]]
        let byNamespace = try Self.webhook(
            all, ["namespaceSelector": ["matchExpressions": [["key": "team", "operator": "In", "values": ["a"]]]]])
        #expect(try byNamespace.wants(Self.subject("CREATE"), namespaceLabels: ["team": "a"]))
        #expect(try !byNamespace.wants(Self.subject("CREATE"), namespaceLabels: ["team": "b"]))
        let byObject = try Self.webhook(all, ["objectSelector": ["matchLabels": ["x": "y"]]])
        #expect(try byObject.wants(Self.subject("CREATE", labels: ["x": "y"]), namespaceLabels: [:]))
        #expect(try !byObject.wants(Self.subject("CREATE"), namespaceLabels: [:]))
    }

    @Test(
        arguments: [
            (["message": "no", "code": 403], 403, "", #"admission webhook "w" denied the request: no"#),
            (["message": "no"], 400, "", #"admission webhook "w" denied the request: no"#),
            (["reason": "Because"], 400, "Because", #"admission webhook "w" denied the request: Because"#),
            ([:], 400, "", #"admission webhook "w" denied the request without explanation"#),
        ] as [(JSONValue, Int, String, String)]) func `a refusal reads as Kubernetes'`(
            status: JSONValue, code: Int, reason: String, message: String
        )
    {
        let failure = APIService.denial("w", status)
        #expect(failure == APIFailure(code: code, reason: reason, message: message))
    }

    @Test func `a review names the write`() throws {
        let review = try Self.subject("UPDATE", subresource: "status").review(uid: "u")
        #expect(review.at("request", "resource") == ["group": "networking.k8s.io", "version": "v1", "resource": "ingresses"])
        #expect(review.at("request", "subResource") == "status")
        #expect(review.at("request", "userInfo", "username") == "ann")
        #expect(review.at("request", "namespace") == "n")
    }

    @Test(arguments: [
        ("https://a.b:9443/x?y=1", "a.b", 9443, "/x?y=1"), ("https://a.b", "a.b", 443, "/"), ("https://[::1]:1/z", "::1", 1, "/z"),
    ]) func `URLs of webhooks`(url: String, host: String, port: Int, path: String) {
        #expect(WebhookEndpoint.parse(url) == WebhookEndpoint(host: host, port: port, path: path, serverName: host))
    }

    @Test func `other URLs are refused`() { #expect(WebhookEndpoint.parse("http://a.b/") == nil) }

    @Test func `a service is found by its endpoints`() throws {
        let store = ResourceStore(historyLimit: 10)
        let key = ObjectKey(namespace: "n", name: "s")
        let address = Webhook.Address.service(namespace: "n", name: "s", port: 443, path: "v")
        _ = try store.commit(
            GroupResource(group: "", resource: "services"), key,
            ["metadata": ["name": "s", "namespace": "n"], "spec": ["ports": [["port": 443, "name": "https"]]]], expecting: .absent)
        #expect(WebhookEndpoint(address, store: store) == nil)
        _ = try store.commit(
            GroupResource(group: "discovery.k8s.io", resource: "endpointslices"), ObjectKey(namespace: "n", name: "s-1"),
            [
                "metadata": ["name": "s-1", "namespace": "n", "labels": ["kubernetes.io/service-name": "s"]],
                "ports": [["name": "https", "port": 9443]],
                "endpoints": [["addresses": ["10.0.0.9"], "conditions": ["ready": false]], ["addresses": ["10.0.0.1"]]],
            ], expecting: .absent)
        #expect(WebhookEndpoint(address, store: store) == WebhookEndpoint(host: "10.0.0.1", port: 9443, path: "/v", serverName: "s.n.svc"))
    }
}
