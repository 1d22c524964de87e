import HTTPTransport
import JSON
import KubernetesAPI
import Testing

@testable import KubernetesClient

/// Every call as a table: what is built is what is sent.
@Suite struct KubernetesRequestTests {
    private static let services = ResourceType(kind: "Service", plural: "services")
    private static let ingresses = ResourceType(group: "networking.k8s.io", kind: "Ingress", plural: "ingresses")
    private static let nodes = ResourceType(kind: "Node", plural: "nodes", isNamespaced: false)
    private static let body: JSONValue = ["a": 1]

    struct Case: Sendable, CustomTestStringConvertible {
        var request: KubernetesRequest
        var line: String
        var contentType: String?
        var body: String?
        var testDescription: String { line }
    }

    private static let reads: [Case] = [
        Case(request: .get(services, "a", namespace: "n"), line: "GET /api/v1/namespaces/n/services/a"),
        Case(request: .get(nodes, "a", namespace: "ignored"), line: "GET /api/v1/nodes/a"),
        Case(
            request: .get(ingresses, "a/b", namespace: "n", subresource: "status", options: GetOptions(resourceVersion: "0")),
            line: "GET /apis/networking.k8s.io/v1/namespaces/n/ingresses/a%2Fb/status?resourceVersion=0"),
        Case(request: .list(services), line: "GET /api/v1/services"),
        Case(
            request: .list(
                services, namespace: "n",
                options: ListOptions(resourceVersion: "5", resourceVersionMatch: .exact, limit: 10).selecting(labels: .exists("x"))
                    .selecting(fields: .name("a"))),
            line:
                "GET /api/v1/namespaces/n/services?labelSelector=x&fieldSelector=metadata.name%3Da&resourceVersion=5&resourceVersionMatch=Exact&limit=10"
        ),
        Case(
            request: .list(services, options: ListOptions(limit: 5, continueToken: "a+b/c=")),
            line: "GET /api/v1/services?limit=5&continue=a%2Bb%2Fc%3D"),
        Case(
            request: .watch(services, options: ListOptions(resourceVersion: "7"), timeout: .milliseconds(100)),
            line: "GET /api/v1/services?resourceVersion=7&watch=true&allowWatchBookmarks=true&timeoutSeconds=1"),
        Case(
            request: .watch(services, options: ListOptions(resourceVersionMatch: .notOlderThan, sendInitialEvents: true)),
            line:
                "GET /api/v1/services?resourceVersionMatch=NotOlderThan&sendInitialEvents=true&watch=true&allowWatchBookmarks=true"),
    ]

    private static let writes: [Case] = [
        Case(
            request: .create(
                services, body, namespace: "n", options: WriteOptions(dryRun: true, fieldManager: "m", fieldValidation: .strict)),
            line: "POST /api/v1/namespaces/n/services?dryRun=All&fieldManager=m&fieldValidation=Strict", contentType: "application/json",
            body: #"{"a":1}"#),
        Case(
            request: .create(services, body, namespace: "n", name: "a", subresource: "proxy"),
            line: "POST /api/v1/namespaces/n/services/a/proxy", contentType: "application/json", body: #"{"a":1}"#),
        Case(
            request: .replace(services, "a", body, namespace: "n", subresource: "status"),
            line: "PUT /api/v1/namespaces/n/services/a/status", contentType: "application/json", body: #"{"a":1}"#),
        Case(
            request: .patch(services, "a", .merge(body), namespace: "n", options: WriteOptions(fieldManager: "m")),
            line: "PATCH /api/v1/namespaces/n/services/a?fieldManager=m", contentType: "application/merge-patch+json", body: #"{"a":1}"#),
        Case(
            request: .patch(services, "a", .strategicMerge(body), namespace: "n"), line: "PATCH /api/v1/namespaces/n/services/a",
            contentType: "application/strategic-merge-patch+json", body: #"{"a":1}"#),
        Case(
            request: .patch(services, "a", .json([["op": "remove", "path": "/a"]]), namespace: "n"),
            line: "PATCH /api/v1/namespaces/n/services/a", contentType: "application/json-patch+json",
            body: #"[{"op":"remove","path":"/a"}]"#),
        Case(
            request: .patch(
                services, "a", .apply(body, fieldManager: "mine", force: false), namespace: "n",
                options: WriteOptions(dryRun: true, fieldManager: "other")),
            line: "PATCH /api/v1/namespaces/n/services/a?fieldManager=mine&force=false&dryRun=All",
            contentType: "application/apply-patch+yaml",
            body: #"{"a":1}"#),
        Case(
            request: .delete(services, "a", namespace: "n"), line: "DELETE /api/v1/namespaces/n/services/a",
            contentType: "application/json",
            body: "{}"),
        Case(
            request: .delete(
                services, "a", namespace: "n",
                options: DeleteOptions(
                    gracePeriodSeconds: 0, propagationPolicy: .foreground, preconditions: .init(uid: "u", resourceVersion: "5"),
                    dryRun: true)),
            line: "DELETE /api/v1/namespaces/n/services/a", contentType: "application/json",
            body:
                #"{"dryRun":["All"],"gracePeriodSeconds":0,"preconditions":{"resourceVersion":"5","uid":"u"},"propagationPolicy":"Foreground"}"#
        ),
        Case(
            request: .deleteCollection(
                services, namespace: "n", selecting: ListOptions(labelSelector: "a=b"), options: DeleteOptions(propagationPolicy: .orphan)),
            line: "DELETE /api/v1/namespaces/n/services?labelSelector=a%3Db", contentType: "application/json",
            body: #"{"propagationPolicy":"Orphan"}"#),
    ]

    @Test("what is sent is what is meant", arguments: reads + writes)
    func table(example: Case) {
        let request = example.request
        #expect("\(request.method) \(request.target)" == example.line)
        #expect(request.contentType == example.contentType)
        #expect(request.body.map { String(decoding: $0, as: UTF8.self) } == example.body)
    }

    @Test func `a request is sent with who calls, as whom, and what is understood`() throws {
        var configuration = KubernetesConfiguration(server: "https://10.0.0.1:6443/base", userAgent: "agent/1")
        configuration.impersonation = Impersonation(user: "jane", uid: "7", groups: ["a", "b"], extra: ["Scopes.io/x": ["y", "z"]])
        let http = KubernetesRequest.create(Self.services, Self.body, namespace: "n")
            .http(to: try ServerURL(configuration.server), configuration, deadline: .seconds(7))
        #expect(http.url == "https://10.0.0.1:6443/base/api/v1/namespaces/n/services")
        #expect(http.deadline == .seconds(7))
        #expect(
            http.headers == [
                HTTPHeader("Accept", "application/json"), HTTPHeader("Accept-Encoding", "gzip"), HTTPHeader("User-Agent", "agent/1"),
                HTTPHeader("Content-Type", "application/json"), HTTPHeader("Impersonate-User", "jane"), HTTPHeader("Impersonate-Uid", "7"),
                HTTPHeader("Impersonate-Group", "a"), HTTPHeader("Impersonate-Group", "b"),
                HTTPHeader("Impersonate-Extra-scopes.io%2Fx", "y"), HTTPHeader("Impersonate-Extra-scopes.io%2Fx", "z"),
            ])
    }

    @Test func `under another certificate name the Host field stays the server's own`() throws {
        var configuration = KubernetesConfiguration(server: "https://10.0.0.1:6443")
        configuration.tlsServerName = "api.internal"
        configuration.acceptsCompression = false
        let http = KubernetesRequest.list(Self.services).http(
            to: try ServerURL(configuration.server), configuration, deadline: .seconds(1))
        #expect(http.url == "https://api.internal:6443/api/v1/services")
        #expect(http.headers["Host"] == "10.0.0.1:6443")
        #expect(http.headers["Accept-Encoding"] == nil)
    }
}
