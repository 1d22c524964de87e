import HTTPTransport
import JSON
import KubernetesAPI
import KubernetesClient
import Subprocess
import Testing

/// `ake-controller admission` as it is deployed: with the rights of deploy/rbac, and as loud as it can be.
@Suite struct AdmissionProgramTests {
    private static let deploy = ["crds/heatstacks", "crds/loadbalancerclasses", "rbac/admission", "webhook/heatstacks"]
        .map { "deploy/\($0).yaml" }

    private static func get(_ port: Int, _ path: String) async throws -> HTTPResponse {
        let transport = try AsyncHTTPTransport()
        do {
            let response = try await transport.send(HTTPRequest(url: "http://127.0.0.1:\(port)\(path)"))
            await transport.shutdown()
            return response
        } catch {
            await transport.shutdown()
            throw error
        }
    }

    private func run(_ arguments: [String], _ body: (TestCluster, RunningProgram) async throws -> Void) async throws {
        try await TestCluster.with(Self.deploy) { cluster in
            let (kubeconfig, token) = try await cluster.kubeconfig(serviceAccount: "ake-admission", namespace: "ake-system")
            let end = try await RunningProgram.with(
                "ake-controller",
                ["admission", "--listen", "127.0.0.1:0", "--metrics-address", "127.0.0.1:0", "--log-level", "trace"] + arguments,
                environment: ["AKE_KUBECONFIG": kubeconfig, "AKE_WEBHOOK_URL": "https://127.0.0.1:9443/validate"]
            ) { try await body(cluster, $0) }
            #expect(end.status == .exited(0), "\(end.output)")
            #expect(end.duration < .seconds(20))
            #expect(!end.output.contains(token) && !end.output.contains("PRIVATE KEY") && end.output.contains("ake-admission started"))
        }
    }

    @Test(.timeLimit(.minutes(3))) func `it makes its certificate, is ready, and logs JSON without its token`() async throws {
        try await run(["--log-format", "json"]) { cluster, program in
            let port = try await program.port(after: "metrics and health on")
            try await cluster.eventually("a certificate", "secrets", namespace: "ake-system", "ake-admission-certificate") { $0 != nil }
            for _ in 0..<400 where try await Self.get(port, "/readyz").status != 200 { try await Task.sleep(for: .milliseconds(50)) }
            #expect(try await Self.get(port, "/readyz?verbose").text == "[+]certificate ok\n[+]caches ok\nreadyz check passed\n")
            let metrics = try await Self.get(port, "/metrics").text
            for line in [
                #"controller_runtime_webhook_requests_total{code="200",webhook="/validate"} 0"#, "ake_build_info{version=",
                "process_open_fds", "ake_webhook_certificate_expiration_timestamp_seconds",
            ] { #expect(metrics.contains(line), "\(line)") }
            #expect(program.messages.count == program.output.split(separator: "\n").count)
        }
    }

    @Test(.timeLimit(.minutes(3))) func `it writes for people when it is told to, and names a wrong flag`() async throws {
        try await run(["--log-format", "human"]) { _, program in
            for _ in 0..<400 where !program.output.contains("webhook listens on") { try await Task.sleep(for: .milliseconds(50)) }
            #expect(program.messages.isEmpty && program.output.contains(" NOTICE   ake-admission: webhook listens on "))
        }
        for (flags, text) in [
            (["--tls-min-version", "1.1"], "--tls-min-version 1.1: expected 1.2 or 1.3"), (["--log-format", "xml"], "log-format"),
            (["--certificate-file", "/x"], "--certificate-file and --key-file"), (["--client-name", "a"], "--client-ca-file"),
            (["--client-ca-file", "/nonexistent"], "cannot be read"), (["--max-connections", "0"], "--max-connections 0"),
        ] {
            let end = try await RunningProgram.with(
                "ake-controller", ["admission"] + flags, environment: ["KUBECONFIG": "/nonexistent"]
            ) { program in
                for _ in 0..<400 where !program.output.contains(text) { try await Task.sleep(for: .milliseconds(50)) }
            }
            #expect(end.status != .exited(0) && end.output.contains(text), "\(flags): \(end.output)")
        }
    }
}
