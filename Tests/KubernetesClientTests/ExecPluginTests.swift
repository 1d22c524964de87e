import FoundationEssentials
import HTTPTransport
import JSON
import KubernetesAPI
import LabKubernetes
import MetricsTestKit
import Testing

@testable import KubernetesClient

@Suite(.timeLimit(.minutes(2))) struct ExecPluginTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func exec(
        _ script: String, version: String = "client.authentication.k8s.io/v1", mode: Kubeconfig.Exec.InteractiveMode? = .never,
        cluster: Bool = false
    ) -> Kubeconfig.Exec {
        Kubeconfig.Exec(
            apiVersion: version, command: "/bin/sh", args: ["-c", script], env: [.init(name: "OUT", value: directory.path)],
            installHint: "Install it.", provideClusterInfo: cluster, interactiveMode: mode)
    }

    private static let token = #"{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"t"}}"#

    @Test(
        "the plug-in is told its version, whether it may ask, and of the server if it is to know",
        arguments: [("client.authentication.k8s.io/v1", false), ("client.authentication.k8s.io/v1beta1", true)])
    func request(version: String, cluster: Bool) async throws {
        var configuration = KubernetesConfiguration(
            server: "https://s:6443", tls: TLSMaterial(trustedAuthorities: Array("foo".utf8)))
        configuration.tlsServerName = "name"
        configuration.pluginConfiguration = ["audience": "a"]
        let script = #"echo "$KUBERNETES_EXEC_INFO" > "$OUT/info"; echo '{"status":{"token":"t"}}'"#
        let answer = try await ExecPlugin(exec(script, version: version), cluster: cluster ? configuration.clusterInfo : nil).obtain()
        #expect(answer == .init(credential: .bearer("t"), expiresIn: nil))
        let info = try JSONValue(parsing: directory.read("info").trimmed)
        #expect(info["apiVersion"] == .string(version) && info["kind"] == "ExecCredential")
        #expect(info["spec"]?["interactive"] == false)
        let expected: JSONValue = [
            "server": "https://s:6443", "tls-server-name": "name", "insecure-skip-tls-verify": false, "certificate-authority-data": "Zm9v",
            "config": ["audience": "a"],
        ]
        #expect(info["spec"]?["cluster"] == (cluster ? expected : nil))
    }

    @Test(
        "an answer is read as the protocol says",
        arguments: [
            (#"{"status":{"token":"t","expirationTimestamp":"2030-01-01T00:10:00Z"}}"#, "Bearer t", 600),
            (#"{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"token":"t"}}"#, "Bearer t", nil),
            (#"{"status":{"clientCertificateData":"c","clientKeyData":"k"}}"#, nil, nil),
        ] as [(String, String?, Int?)])
    func answers(text: String, authorization: String?, seconds: Int?) throws {
        let now = try #require(Timestamp("2030-01-01T00:00:00Z"))
        let answer = try ExecCredential.answer(Array(text.utf8), version: ExecPlugin.versions[0], now: now)
        #expect(answer.credential.authorization == authorization)
        #expect(answer.expiresIn == seconds.map { .seconds($0) })
        #expect((answer.credential.certificate == nil) == (authorization != nil))
    }

    @Test(
        "an answer that breaks the protocol is refused",
        arguments: [
            "{}", #"{"status":{}}"#, #"{"status":{"token":""}}"#, #"{"status":{"clientCertificateData":"c"}}"#,
            #"{"kind":"Pod","status":{"token":"t"}}"#, #"{"apiVersion":"client.authentication.k8s.io/v1beta1","status":{"token":"t"}}"#,
            "nonsense",
        ])
    func refused(text: String) throws {
        #expect(throws: (any Error).self) {
            try ExecCredential.answer(Array(text.utf8), version: ExecPlugin.versions[0], now: Timestamp(seconds: 0))
        }
    }

    @Test func `a plug-in that has to ask is not run without a terminal`() async throws {
        let plugin = ExecPlugin(exec("touch $OUT/ran", mode: .always), hasTerminal: { false })
        let error = try await #require(throws: KubernetesError.self) { try await plugin.obtain() }
        #expect("\(error)".contains("terminal") && "\(error)".contains("Install it."))
        #expect(!FileManager.default.fileExists(atPath: "\(directory.path)/ran"))
    }

    @Test func `a plug-in that is not installed is named with the hint`() async throws {
        let plugin = ExecPlugin(Kubeconfig.Exec(command: "no-such-plugin-anywhere", installHint: "Get it from here."))
        let metrics = TestMetrics()
        let error = try await #require(throws: KubernetesError.self) {
            try await plugin.obtain(metrics: ClientMetrics(factory: metrics, host: "h"))
        }
        #expect("\(error)" == "the credential plug-in no-such-plugin-anywhere is not installed. Get it from here.")
        let calls = try metrics.expectCounter(
            "rest_client_exec_plugin_call_total", [("code", "1"), ("call_status", "plugin_not_found_error")])
        #expect(calls.totalValue == 1)
    }

    @Test func `however many calls wait, the plug-in runs once`() async throws {
        let script = #"echo run >> "$OUT/runs"; sleep 0.3; echo '\#(Self.token)'"#
        let transport = Recorder { _, _ in HTTPResponse(status: 200, body: Array(#"{"metadata":{"name":"a"}}"#.utf8)) }
        let client = try KubernetesClient(
            configuration: KubernetesConfiguration(server: "https://x", credential: .exec(exec(script))), transport: transport)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<20 { group.addTask { _ = try await client.get(Service.self, "a", namespace: "n") } }
            try await group.waitForAll()
        }
        #expect(directory.read("runs") == "run\n")
        #expect(transport.requests.allSatisfy { $0.headers["Authorization"] == "Bearer t" } && transport.requests.count == 20)
    }

    @Test func `a plug-in that hangs holds no call beyond its deadline`() async throws {
        let transport = Recorder { _, _ in HTTPResponse(status: 200) }
        let client = try KubernetesClient(
            configuration: KubernetesConfiguration(server: "https://x", credential: .exec(exec("sleep 50"))), transport: transport,
            deadline: .milliseconds(300))
        let start = ContinuousClock.now
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<3 {
                group.addTask {
                    let error = await #expect(throws: KubernetesError.self) { try await client.get(Service.self, "a", namespace: "n") }
                    #expect(error?.description.contains("no credential within 0.3 seconds") == true)
                }
            }
        }
        #expect(ContinuousClock.now - start < .seconds(20))
        #expect(transport.requests.isEmpty)
    }

    @Test func `calls that are refused together run the plug-in once more`() async throws {
        let script = #"echo run >> "$OUT/runs"; echo "{\"status\":{\"token\":\"$(wc -l < $OUT/runs | tr -d ' ')\"}}""#
        let transport = Recorder { request, _ in
            if request.headers["Authorization"] == "Bearer 1" {
                try await Task.sleep(for: .milliseconds(100))
                return HTTPResponse(status: 401)
            }
            return HTTPResponse(status: 200, body: Array(#"{"metadata":{"name":"a"}}"#.utf8))
        }
        let client = try KubernetesClient(
            configuration: KubernetesConfiguration(server: "https://x", credential: .exec(exec(script))), transport: transport)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<10 { group.addTask { _ = try await client.get(Service.self, "a", namespace: "n") } }
            try await group.waitForAll()
        }
        #expect(directory.read("runs") == "run\nrun\n")
        #expect(transport.requests.count == 20)
    }

    @Test func `a token that is about to expire is replaced`() async throws {
        let script = #"echo run >> "$OUT/runs"; echo '{"status":{"token":"t","expirationTimestamp":"2001-01-01T00:00:00Z"}}'"#
        let metrics = TestMetrics()
        let cache = CredentialCache(
            KubernetesConfiguration(server: "https://x", credential: .exec(exec(script))),
            metrics: ClientMetrics(factory: metrics, host: "x"), logger: .init(label: "t"))
        _ = try await cache.current()
        _ = try await cache.current()
        try await Task.sleep(for: .milliseconds(1_100))
        _ = try await cache.current()
        #expect(directory.read("runs") == "run\nrun\n")
        let lifetime = try #require(try metrics.expectMeter("rest_client_exec_plugin_ttl_seconds").values.last)
        #expect(lifetime < 0)
        let calls = try metrics.expectCounter("rest_client_exec_plugin_call_total", [("code", "0"), ("call_status", "no_error")])
        #expect(calls.totalValue >= 1)
    }

    @Test func `a plug-in may give a client certificate, and another one later`() async throws {
        try await Laboratory.with { lab in
            for name in ["jane", "john"] {
                let kubeconfig = try JSONReader.decode(Kubeconfig.self, from: lab.server.kubeconfig(user: name, groups: ["system:masters"]))
                let user = try #require(kubeconfig.users.first?.value)
                let status: JSONValue = [
                    "clientCertificateData": .string(String(decoding: user.clientCertificateData?.bytes ?? [], as: UTF8.self)),
                    "clientKeyData": .string(String(decoding: user.clientKeyData?.bytes ?? [], as: UTF8.self)),
                ]
                try directory.write(name, (["status": status] as JSONValue).serializedString)
            }
            try directory.write("now", directory.read("jane"))
            var configuration = KubernetesConfiguration(
                server: lab.configuration.server, tls: TLSMaterial(trustedAuthorities: Array(lab.server.caPEM.utf8)))
            configuration.credential = .exec(exec("cat $OUT/now"))
            try await lab.with(configuration) { client in
                #expect(try await Laboratory.whoAmI(client).name == "jane")
                try directory.write("now", directory.read("john"))
                #expect(try await Laboratory.whoAmI(client).name == "jane")
                lab.server.inject(LabFault(.answer(code: 401), resource: "selfsubjectreviews"))
                #expect(try await Laboratory.whoAmI(client).name == "john")
            }
        }
    }
}

extension String {
    fileprivate var trimmed: String { String(reversed().drop { $0.isWhitespace }.reversed()) }
}
