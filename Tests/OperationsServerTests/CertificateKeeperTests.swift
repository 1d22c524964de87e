import JSON
import KubernetesAPI
import Testing

@testable import OperationsServer

@Suite struct CertificateKeeperTests {
    static let endpoint = WebhookEndpoint.url("https://127.0.0.1:9443/validate")

    static func keeper(
        _ api: FakeAPI, _ context: ServingContext, clock: HandClock = HandClock(), endpoint: WebhookEndpoint = endpoint,
        lifetime: Duration = .seconds(9000), settling: Duration = .milliseconds(30)
    ) throws -> CertificateKeeper {
        try CertificateKeeper(
            settings: .init(
                secret: ObjectKey(namespace: "ake-system", name: "ake-admission"), webhookConfiguration: "ake-admission",
                endpoint: endpoint, lifetime: lifetime, interval: .milliseconds(20), settling: settling),
            client: api.client, context: context, logger: quiet, now: { clock.now })
    }

    static func bundle(_ api: FakeAPI) -> String? {
        api.clientConfig?["caBundle"]?.stringValue.flatMap { Base64Data(base64: $0) }.map { String(decoding: $0.bytes, as: UTF8.self) }
    }

    @Test func `a first look makes the Secret, publishes the authority, serves, and then writes nothing more`() async throws {
        let api = FakeAPI()
        let context = ServingContext()
        try await withServices([Self.keeper(api, context)]) {
            try await eventually("served") { context.certificate != nil }
            let writes = api.writes
            #expect(writes == ["POST \(FakeAPI.secretPath)", "PATCH \(FakeAPI.webhookPath)"])
            try await Task.sleep(for: .milliseconds(200))
            #expect(api.writes == writes)
        }
        let certificate = try #require(context.certificate)
        #expect(try api.secret?.type == "kubernetes.io/tls" && api.secret?.data == certificate.data)
        #expect(Self.bundle(api) == certificate.authorities)
        #expect(api.clientConfig?["url"] == "https://127.0.0.1:9443/validate" && api.clientConfig?["service"] == nil)
        #expect(api[FakeAPI.webhookPath]?["webhooks"]?[0]?["failurePolicy"] == "Fail")
        #expect(api[FakeAPI.webhookPath]?["metadata"]?["labels"]?["keep"] == "me")
    }

    @Test func `inside the cluster the Service is named`() async throws {
        let api = FakeAPI()
        let context = ServingContext()
        let endpoint = WebhookEndpoint.service(namespace: "ake-system", name: "ake-admission", path: "/validate", port: 443)
        try await withServices([Self.keeper(api, context, endpoint: endpoint)]) {
            try await eventually("served") { context.certificate != nil }
        }
        #expect(context.certificate?.names.contains("ake-admission.ake-system.svc") == true)
        #expect(api.clientConfig?["service"] == ["namespace": "ake-system", "name": "ake-admission", "path": "/validate", "port": 443])
    }

    @Test func `replicas share one certificate, whoever writes first`() async throws {
        let api = FakeAPI()
        let contexts = (0..<4).map { _ in ServingContext() }
        try await withServices(contexts.map { try Self.keeper(api, $0) }) {
            try await eventually("all serve the same") {
                contexts[0].certificate != nil && contexts.allSatisfy { $0.certificate == contexts[0].certificate }
            }
        }
        #expect(api.writes.filter { $0.hasPrefix("POST") }.count == 1)
        #expect(api.writes.filter { $0 == "PATCH \(FakeAPI.webhookPath)" }.count == 1)
    }

    @Test func `at two thirds of its life it is replaced, once, and the authority before stays trusted`() async throws {
        let api = FakeAPI()
        let clock = HandClock()
        let contexts = (0..<3).map { _ in ServingContext() }
        try await withServices(contexts.map { try Self.keeper(api, $0, clock: clock) }) {
            try await eventually("all serve") { contexts.allSatisfy { $0.certificate != nil } }
            let before = try #require(contexts[0].certificate)
            clock.advance(by: .seconds(6100))
            try await eventually("all serve the next") {
                contexts.allSatisfy { $0.certificate != before && $0.certificate == contexts[0].certificate }
            }
            let after = try #require(contexts[0].certificate)
            #expect(after.authorities.hasSuffix(before.authorities))
            #expect(Self.bundle(api) == after.authorities)
        }
        #expect(api.writes.filter { $0 == "PATCH \(FakeAPI.secretPath)" }.count == 1)
    }

    @Test func `the next certificate is served only after its authority is published and known`() async throws {
        let api = FakeAPI()
        let clock = HandClock()
        let context = ServingContext()
        try await withServices([Self.keeper(api, context, clock: clock, settling: .milliseconds(300))]) {
            try await eventually("served") { context.certificate != nil }
            let before = context.certificate
            clock.advance(by: .seconds(6100))
            try await eventually("published") { Self.bundle(api) != before?.authorities }
            #expect(context.certificate == before)
            try await eventually("served") { context.certificate != before }
        }
    }

    @Test func `what somebody changes is mended`() async throws {
        let api = FakeAPI()
        let context = ServingContext()
        try await withServices([Self.keeper(api, context)]) {
            try await eventually("served") { context.certificate != nil }
            let good = api.clientConfig
            api[FakeAPI.webhookPath]?["webhooks"]?[0]?["clientConfig"]?["caBundle"] = "cnViYmlzaA=="
            try await eventually("the authority is back") { api.clientConfig == good }
            api[FakeAPI.webhookPath]?["webhooks"]?[0]?["clientConfig"] = ["url": "https://evil.example/"]
            try await eventually("the address is back") { api.clientConfig == good }
            let before = context.certificate
            api[FakeAPI.secretPath]?["data"]?["tls.key"] = "cnViYmlzaA=="
            try await eventually("another certificate is served") { context.certificate != before }
            let second = context.certificate
            api[FakeAPI.secretPath] = nil
            try await eventually("a deleted Secret is made again") { context.certificate != second }
        }
    }

    @Test func `a write that comes between is read, not overwritten`() async throws {
        let api = FakeAPI()
        let context = ServingContext()
        let other = try CertificateIssuer(lifetime: .seconds(9000)).issue(names: ["127.0.0.1"], previous: [], now: HandClock().now)
        api.beforeNextWrite { api in
            api[FakeAPI.secretPath] = [
                "metadata": ["name": "ake-admission"], "data": (try? JSONValue(encoding: other.data)) ?? .null,
            ]
        }
        try await withServices([Self.keeper(api, context)]) {
            try await eventually("served") { context.certificate != nil }
        }
        #expect(context.certificate == other)
        #expect(Self.bundle(api) == other.authorities)
    }

    @Test func `without a configuration it serves, and publishes as soon as there is one`() async throws {
        let api = FakeAPI(webhook: false)
        let context = ServingContext()
        try await withServices([Self.keeper(api, context)]) {
            try await eventually("served") { context.certificate != nil }
            api[FakeAPI.webhookPath] = ["metadata": ["name": "ake-admission"], "webhooks": [["name": "a"]]]
            try await eventually("published") { Self.bundle(api) == context.certificate?.authorities }
        }
    }
}
