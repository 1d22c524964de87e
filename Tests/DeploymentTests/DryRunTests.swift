import FoundationEssentials
import LabKubernetes
import Subprocess
import SystemPackage
import Testing

/// kubectl and an API server look at the manifests.
@Suite(.timeLimit(.minutes(2))) struct DryRunTests {
    @Test func `kubectl and the server take every manifest`() async throws {
        let server = try await LabKubernetes.start()
        let file = "/tmp/ake-deployment-\(UInt32.random(in: 0...UInt32.max)).kubeconfig"
        try Data(server.kubeconfig).write(to: URL(filePath: file))
        defer { try? FileManager.default.removeItem(atPath: file) }
        // What the others refer to has to be there before: a dry run leaves nothing.
        try server.put(["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": "ake-system"]])
        for path in try Manifests.files() {
            let result = try await run(
                .name("kubectl"),
                arguments: ["--kubeconfig", file, "apply", "--dry-run=server", "-f", Manifests.deploy.appending(path: path).path],
                output: .string(limit: 1 << 20), error: .string(limit: 1 << 20))
            #expect(result.terminationStatus.isSuccess, "\(path): \(result.standardError)")
            let lines = result.standardOutput.split(separator: "\n")
            let expected = try Manifests.objects(path).count
            #expect(lines.count == expected && lines.allSatisfy { $0.hasSuffix("(server dry run)") }, "\(path): \(lines)")
        }
        try await server.stop()
    }
}
