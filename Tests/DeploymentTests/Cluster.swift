import FoundationEssentials
import HTTPTransport
import JSON
import LabKubernetes
import YAML

/// An API server with manifests applied to it, and requests of anybody to it.
struct Cluster: Sendable {
    let server: LabKubernetes
    let transport: AsyncHTTPTransport

    /// One request, by somebody who may do everything but what admission refuses.
    struct Write: Sendable {
        var method: String
        var path: String
        var body: JSONValue?
        var user = "ann"
        /// Fields of the answer's problems, and whatever else a refusal must say.
        var says: [String] = []
    }

    /// The answer of a refusal or success.
    struct Answer: Sendable {
        var status: Int
        var value: JSONValue

        var message: String { value["message"]?.stringValue ?? "" }
        var causes: [JSONValue] { value["details"]?["causes"]?.items ?? [] }
    }

    static func with(_ files: [String], _ body: @Sendable (Cluster) async throws -> Void) async throws {
        let server = try await LabKubernetes.start()
        let transport = try AsyncHTTPTransport(tls: TLSMaterial(trustedAuthorities: Array(server.caPEM.utf8)))
        do {
            let cluster = Cluster(server: server, transport: transport)
            try server.put(["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": "ake-system"]])
            for file in files {
                let text = try Data(contentsOf: Manifests.root.appending(path: file))
                for object in try YAMLReader.values(Array(text)) { try await cluster.create(object) }
            }
            try await body(cluster)
        } catch {
            await transport.shutdown()
            try await server.stop()
            throw error
        }
        await transport.shutdown()
        try await server.stop()
    }

    struct Refused: Error { var description: String }

    private static let plurals = [
        "CustomResourceDefinition": "customresourcedefinitions", "ValidatingAdmissionPolicy": "validatingadmissionpolicies",
        "ValidatingAdmissionPolicyBinding": "validatingadmissionpolicybindings",
        "ValidatingWebhookConfiguration": "validatingwebhookconfigurations",
    ]

    /// Creates a cluster-scoped object of a manifest, as kubectl would.
    private func create(_ object: JSONValue) async throws {
        let path = "/apis/\(object["apiVersion"]?.stringValue ?? "")/\(Self.plurals[object.kind] ?? "")"
        let answer = try await send(Write(method: "POST", path: path, body: object))
        if answer.status != 201 { throw Refused(description: "\(object.kind) \(object.name): \(answer.value)") }
    }

    func send(_ write: Write) async throws -> Answer {
        let type = write.method == "PATCH" ? "application/merge-patch+json" : "application/json"
        let response = try await transport.send(
            HTTPRequest(
                method: write.method, url: server.url + write.path,
                headers: [
                    HTTPHeader("Authorization", "Bearer \(server.adminToken)"), HTTPHeader("Content-Type", type),
                    HTTPHeader("Impersonate-User", write.user), HTTPHeader("Impersonate-Group", "system:masters"),
                ],
                body: write.body?.serialized(), deadline: .seconds(30)))
        return Answer(status: response.status, value: try JSONValue(parsing: response.body))
    }
}
