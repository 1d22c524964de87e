import FoundationEssentials
import HTTPTransport
import JSON
import KubernetesAPI
import KubernetesClient
import LabKubernetes
import Testing
import YAML

/// An API server with manifests of this repository, and credentials as its rights have them.
struct TestCluster: Sendable {
    let server: LabKubernetes
    let client: KubernetesClient
    /// A folder that lives as long.
    let folder: String

    /// Runs an API server while `body` runs.
    ///
    /// - Parameter manifests: paths of YAML files in this repository.
    static func with(_ manifests: [String], _ body: (TestCluster) async throws -> Void) async throws {
        let server = try await LabKubernetes.start()
        let client = try KubernetesClient(
            configuration: KubernetesConfiguration(kubeconfig: JSONReader.decode(Kubeconfig.self, from: server.kubeconfig)))
        let folder = "/tmp/programs-\(UInt64.random(in: 0...UInt64.max))"
        var failure: (any Error)?
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let cluster = TestCluster(server: server, client: client, folder: folder)
            for manifest in manifests { for object in try Self.objects(manifest) { try server.put(object) } }
            try await body(cluster)
        } catch {
            failure = error
        }
        try? FileManager.default.removeItem(atPath: folder)
        await client.shutdown()
        try await server.stop()
        if let failure { throw failure }
    }

    /// The objects of a YAML file of this repository.
    static func objects(_ path: String) throws -> [JSONValue] {
        let root = #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" }
        return try YAMLReader.values(String(contentsOfFile: "\(root)/\(path)", encoding: .utf8))
    }

    /// Writes a file into the folder.
    func write(_ name: String, _ text: String) throws { try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(name)")) }

    /// Writes a kubeconfig for a ServiceAccount and returns its path and token.
    func kubeconfig(serviceAccount: String, namespace: String) async throws -> (path: String, token: String) {
        let status = try await client.createToken(serviceAccount: serviceAccount, namespace: namespace, request: TokenRequest.Spec())
        let path = "\(folder)/kubeconfig"
        try Data(server.kubeconfig(token: status.token, namespace: namespace)).write(to: URL(filePath: path))
        return (path, status.token)
    }

    /// Waits until an object is as wanted, at most a minute.
    @discardableResult
    func eventually(
        _ what: Comment, _ resource: String, group: String = "", namespace: String, _ name: String,
        _ isWanted: (JSONValue?) -> Bool
    ) async throws -> JSONValue? {
        for _ in 0..<1200 {
            let object = server.object(resource, group: group, namespace: namespace, name: name)
            if isWanted(object) { return object }
            try await Task.sleep(for: .milliseconds(50))
        }
        let last = server.object(resource, group: group, namespace: namespace, name: name)?.serializedString ?? "nothing"
        try #require(Bool(false), "never: \(what); \(resource) \(name) is \(last)")
        return nil
    }
}
