import FoundationEssentials
import HTTPTransport
import JSON
import KubernetesAPI
import NIOConcurrencyHelpers
import Testing

@testable import KubernetesClient

/// A transport that answers from a closure and remembers the tokens it saw.
private final class RecordingTransport: Transport {
    let tokens = NIOLockedValueBox<[String?]>([])
    let answer: @Sendable (HTTPRequest, Int) throws -> HTTPResponse

    init(_ answer: @escaping @Sendable (HTTPRequest, Int) throws -> HTTPResponse) { self.answer = answer }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        let count = tokens.withLockedValue { tokens -> Int in
            tokens.append(request.headers["Authorization"])
            return tokens.count
        }
        return try answer(request, count)
    }

    func stream(_ request: HTTPRequest) async throws -> HTTPStreamingResponse { throw TransportError(.notConnected, "no streams here") }
}

@Suite struct CredentialTests {
    private func exec(_ script: String) throws -> Kubeconfig.Exec {
        let value: JSONValue = [
            "apiVersion": "client.authentication.k8s.io/v1", "command": "/bin/sh", "args": ["-c", .string(script)],
            "env": [["name": "AKE_TEST", "value": "t"]], "installHint": "Install it.",
        ]
        return try value.decode(Kubeconfig.Exec.self)
    }

    private func client(_ credential: CredentialSource, _ transport: RecordingTransport) throws -> KubernetesClient {
        try KubernetesClient(
            configuration: KubernetesConfiguration(server: "https://x", credential: credential), transport: transport,
            retryPolicy: RetryPolicy(attempts: 3, firstPause: .milliseconds(1)))
    }

    private static let service = HTTPResponse(status: 200, body: Array(#"{"metadata":{"name":"a"}}"#.utf8))

    @Test func `a plug-in's token is used and kept while it is good`() async throws {
        let script = #"echo "{\"status\":{\"token\":\"$AKE_TEST-$$\",\"expirationTimestamp\":\"2099-01-01T00:00:00Z\"}}""#
        let transport = RecordingTransport { _, _ in Self.service }
        let client = try client(.exec(exec(script)), transport)
        _ = try await client.get(Service.self, "a", namespace: "n")
        _ = try await client.get(Service.self, "a", namespace: "n")
        let tokens = transport.tokens.withLockedValue { $0 }
        #expect(tokens.count == 2)
        #expect(tokens[0] == tokens[1])
        #expect(tokens[0]?.hasPrefix("Bearer t-") == true)
    }

    @Test func `a refused token is got anew, once`() async throws {
        let transport = RecordingTransport { _, count in count == 1 ? HTTPResponse(status: 401) : Self.service }
        let client = try client(.exec(exec(#"echo "{\"status\":{\"token\":\"$$\"}}""#)), transport)
        _ = try await client.get(Service.self, "a", namespace: "n")
        let tokens = transport.tokens.withLockedValue { $0 }
        #expect(tokens.count == 2)
        #expect(tokens[0] != tokens[1])

        let refusing = RecordingTransport { _, _ in HTTPResponse(status: 401) }
        let unlucky = try self.client(.exec(exec(#"echo "{\"status\":{\"token\":\"$$\"}}""#)), refusing)
        let error = try await #require(throws: KubernetesError.self) { try await unlucky.get(Service.self, "a", namespace: "n") }
        #expect(error.isUnauthorized)
        #expect(refusing.tokens.withLockedValue { $0.count } == 2)
    }

    @Test(
        "a plug-in that fails is named, with its words and the hint", arguments: ["echo broken >&2; exit 3", "echo '{}'", "echo nonsense"])
    func failingPlugin(script: String) async throws {
        let client = try client(.exec(exec(script)), RecordingTransport { _, _ in Self.service })
        let error = try await #require(throws: KubernetesError.self) { try await client.get(Service.self, "a", namespace: "n") }
        #expect("\(error)".contains("/bin/sh"))
        if script.contains("broken") { #expect("\(error)".contains("broken") && "\(error)".contains("Install it.")) }
    }

    @Test func `a plug-in that hangs is ended at its deadline`() async throws {
        let started = ContinuousClock.now
        let error = try await #require(throws: KubernetesError.self) {
            try await ExecPlugin(exec("exec sleep 30"), deadline: .milliseconds(300)).obtain()
        }
        #expect("\(error)".contains("/bin/sh gave no answer within"))
        #expect(ContinuousClock.now - started < .seconds(29))
    }

    @Test func `a rotated token file is read again when its token is refused`() async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "token-\(UInt64.random(in: 0...UInt64.max))")
        defer { try? FileManager.default.removeItem(at: path) }
        try Data("old\n".utf8).write(to: path)
        let transport = RecordingTransport { request, _ in
            request.headers["Authorization"] == "Bearer new" ? Self.service : HTTPResponse(status: 401)
        }
        let client = try client(.file(path.path), transport)
        let error = try await #require(throws: KubernetesError.self) { try await client.get(Service.self, "a", namespace: "n") }
        #expect(error.isUnauthorized)
        try Data("new\n".utf8).write(to: path)
        _ = try await client.get(Service.self, "a", namespace: "n")
    }

    @Test func `a token beside a token file is used until the file can be read, and the file's last word while it is away`() async throws {
        let directory = try TemporaryDirectory()
        let transport = RecordingTransport { _, _ in Self.service }
        let client = try client(.fileOrToken("\(directory.path)/token", token: "first"), transport)
        _ = try await client.get(Service.self, "a", namespace: "n")
        try directory.write("token", "second")
        _ = try await client.get(Service.self, "a", namespace: "n")
        directory.remove("token")
        _ = try await client.get(Service.self, "a", namespace: "n")
        #expect(transport.tokens.withLockedValue { $0 } == ["Bearer first", "Bearer second", "Bearer second"])
    }

    @Test(
        "a token file that cannot be used is named", arguments: [("absent", "no such file"), ("empty", "is empty")])
    func badTokenFile(name: String, expected: String) async throws {
        let directory = try TemporaryDirectory()
        try directory.write("empty", " \n")
        let client = try client(.file("\(directory.path)/\(name)"), RecordingTransport { _, _ in Self.service })
        let error = try await #require(throws: KubernetesError.self) { try await client.get(Service.self, "a", namespace: "n") }
        #expect("\(error)".contains(expected) && "\(error)".contains(name))
    }

    @Test func `a user name and a password are sent as RFC 7617 has them`() async throws {
        let transport = RecordingTransport { _, _ in Self.service }
        _ = try await client(.basic(user: "u", password: "p"), transport).get(Service.self, "a", namespace: "n")
        #expect(transport.tokens.withLockedValue { $0 } == ["Basic dTpw"])
    }

    @Test func `the server's own words reach the caller`() async throws {
        let body = #"{"kind":"Status","message":"services \"a\" not found","reason":"NotFound","code":404}"#
        let client = try client(.none, RecordingTransport { _, _ in HTTPResponse(status: 404, body: Array(body.utf8)) })
        let error = try await #require(throws: KubernetesError.self) { try await client.get(Service.self, "a", namespace: "n") }
        #expect(error.isNotFound)
        #expect("\(error)" == #"GET /api/v1/namespaces/n/services/a: 404 services "a" not found"#)
        #expect(try await client.getIfPresent(Service.self, "a", namespace: "n") == nil)
    }

    @Test func `a server that recovers is waited for, one that does not is reported`() async throws {
        let recovering = RecordingTransport { _, count in count < 3 ? HTTPResponse(status: 503) : Self.service }
        _ = try await client(.none, recovering).get(Service.self, "a", namespace: "n")
        let dead = RecordingTransport { _, _ in throw TransportError(.connectionLost, "gone") }
        let error = try await #require(throws: KubernetesError.self) {
            try await client(.none, dead).get(Service.self, "a", namespace: "n")
        }
        #expect("\(error)".contains("gone"))
        #expect(dead.tokens.withLockedValue { $0.count } == 3)
    }
}
