import HTTPTransport
import KubernetesAPI
import Logging
import NIOConcurrencyHelpers
import Testing

@testable import KubernetesClient

@Suite struct WarningTests {
    @Test(
        "warnings are read as RFC 7234 writes them",
        arguments: [
            (#"299 - "deprecated""#, ["deprecated"]), (#"299 kube "a \"b\" \\ c" "Sun, 06 Nov 1994 08:49:37 GMT""#, [#"a "b" \ c"#]),
            (#"299 - "one", 299 - "two, three""#, ["one", "two, three"]), (#"199 - "other""#, []), ("nonsense", []),
            (#"299 - "unended"#, []),
            ("", []),
        ])
    func parse(value: String, texts: [String]) {
        #expect(KubernetesWarning.all(in: [HTTPHeader("warning", value)], call: "c").map(\.text) == texts)
    }

    private func transport(_ warnings: [String]) -> Recorder {
        Recorder { _, _ in
            HTTPResponse(
                status: 200, headers: warnings.map { HTTPHeader("Warning", "299 - \"\($0)\"") },
                body: Array(#"{"metadata":{"name":"a"}}"#.utf8))
        }
    }

    @Test func `a handler is told of each warning with its call`() async throws {
        var client = try KubernetesClient(
            configuration: KubernetesConfiguration(server: "https://x"), transport: transport(["one", "two"]))
        let seen = NIOLockedValueBox<[KubernetesWarning]>([])
        client.onWarning = { warning in seen.withLockedValue { $0.append(warning) } }
        _ = try await client.get(Service.self, "a", namespace: "n")
        let call = "GET /api/v1/namespaces/n/services/a"
        #expect(seen.withLockedValue { $0 } == ["one", "two"].map { KubernetesWarning(text: $0, call: call) })
    }

    @Test func `without a handler each is logged once, however often it comes`() async throws {
        let log = LogBook()
        let client = try KubernetesClient(
            configuration: KubernetesConfiguration(server: "https://x"), transport: transport(["deprecated"]), logger: log.logger)
        for _ in 0..<3 { _ = try await client.get(Service.self, "a", namespace: "n") }
        #expect(log.lines.count == 1)
        #expect(log.lines.first?.contains("deprecated") == true)
    }
}
