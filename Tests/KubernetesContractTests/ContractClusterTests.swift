import FoundationEssentials
import JSON
import KubernetesClient
import LabKubernetes
import Testing

/// The suites run against any server that a kubeconfig names: here are kubeconfigs as clouds hand them out, taken the way that
/// `AKE_TEST_KUBECONFIG` is.
@Suite(.timeLimit(.minutes(2))) struct ContractClusterTests {
    /// How a kubeconfig says who its user is.
    enum Way: String, CaseIterable, Sendable {
        case token, tokenFile, certificate, pluginToken, pluginCertificate
    }

    /// A server whose certificate does not name the address at which it is reached, as behind a tunnel.
    private func withServer(_ body: (LabKubernetes, URL) async throws -> Void) async throws {
        var settings = LabKubernetesConfiguration()
        settings.host = "0.0.0.0"
        let server = try await LabKubernetes.start(settings)
        let folder = FileManager.default.temporaryDirectory.appending(path: "contract-\(UUID().uuidString)")
        let outcome: Result<Void, any Error>
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            outcome = .success(try await body(server, folder))
        } catch {
            outcome = .failure(error)
        }
        try? FileManager.default.removeItem(at: folder)
        try await server.stop()
        try outcome.get()
    }

    private func user(_ way: Way, _ server: LabKubernetes, _ folder: URL) throws -> JSONValue {
        func file(_ name: String, _ text: String) throws -> JSONValue {
            try Data(text.utf8).write(to: folder.appending(path: name))
            return .string(folder.appending(path: name).path)
        }
        func plugin(_ status: JSONValue) throws -> JSONValue {
            let answer: JSONValue = ["apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential", "status": status]
            let name = try file("credential.json", String(decoding: answer.serialized(), as: UTF8.self))
            let exec: JSONValue = [
                "apiVersion": "client.authentication.k8s.io/v1", "command": "/bin/cat", "args": [name], "interactiveMode": "Never",
            ]
            return ["exec": exec]
        }
        switch way {
        case .token: return ["token": .string(server.adminToken)]
        case .tokenFile: return ["tokenFile": try file("token", server.adminToken)]
        case .certificate:
            return [
                "client-certificate": try file("tls.crt", server.adminCertificatePEM),
                "client-key": try file("tls.key", server.adminKeyPEM),
            ]
        case .pluginToken: return try plugin(["token": .string(server.adminToken)])
        case .pluginCertificate:
            return try plugin([
                "clientCertificateData": .string(server.adminCertificatePEM), "clientKeyData": .string(server.adminKeyPEM),
            ])
        }
    }

    /// Writes a kubeconfig; returns its path.
    private func kubeconfig(_ way: Way, _ server: LabKubernetes, _ folder: URL, serverName: String?) throws -> String {
        var cluster: JSONValue = [
            "server": .string("https://127.0.0.2:\(server.port)"),
            "certificate-authority-data": .string(Data(server.caPEM.utf8).base64EncodedString()),
        ]
        cluster["tls-server-name"] = serverName.map { .string($0) }
        let document: JSONValue = [
            "apiVersion": "v1", "kind": "Config", "clusters": [["name": "c", "cluster": cluster]],
            "users": [["name": "u", "user": try user(way, server, folder)]],
            "contexts": [["name": "x", "context": ["cluster": "c", "user": "u"]]], "current-context": "x",
        ]
        let path = folder.appending(path: "kubeconfig")
        try Data(document.serialized()).write(to: path)
        return path.path
    }

    @Test(arguments: Way.allCases) func `requests and raw watches go the way that the kubeconfig says`(way: Way) async throws {
        try await withServer { server, folder in
            let path = try kubeconfig(way, server, folder, serverName: "kubernetes")
            try await ContractCluster.with(kubeconfig: path) { cluster async throws in
                let start = try await cluster.create("c", ["n": "1"]).version
                _ = try await cluster.patch(cluster.configMaps + "/c", ["data": ["n": "2"]])
                let watch = cluster.configMaps + "?watch=1&fieldSelector=metadata.name%3Dc&resourceVersion=\(start)"
                let events = try await cluster.events(watch, count: 1)
                #expect(events.map(\.type) == ["MODIFIED"] && events.first?.object["data"]?["n"] == "2")
                // Who acts as somebody else does so in watches too.
                await #expect(throws: KubernetesError.self) {
                    try await cluster.acting(as: "nobody") { try await cluster.events(watch, count: 1) }
                }
            }
        }
    }

    @Test func `the server's name is the one of the kubeconfig`() async throws {
        try await withServer { server, folder in
            for name in [nil, "elsewhere.example.org"] {
                let path = try kubeconfig(.token, server, folder, serverName: name)
                await #expect(throws: KubernetesError.self) { try await ContractCluster.with(kubeconfig: path) { _ in } }
            }
        }
    }
}
