import FoundationEssentials
import JSON
import KubernetesAPI
import Logging
import NIOConcurrencyHelpers
import Testing

@testable import OperationsServer

/// A webhook of the tests: answers as a test wants it, and remembers what it was asked.
struct ContractWebhook: Sendable {
    /// The requests of the reviews it got, oldest first.
    let asked: NIOLockedValueBox<[JSONValue]>
    let port: Int
    /// What it is known by, PEM.
    let authorities: String

    /// Runs a webhook while `body` runs.
    ///
    /// - Parameters:
    ///   - clients: which clients it talks to; everybody by default.
    ///   - response: the answer to a question, without its uid.
    static func running(
        clients: ClientAuthentication? = nil, _ response: @escaping @Sendable (JSONValue) -> JSONValue,
        _ body: @escaping @Sendable (ContractWebhook) async throws -> Void
    ) async throws {
        let host = ContractCluster.webhookHost ?? "127.0.0.1"
        let context = ServingContext(clients: clients)
        let certificate = try CertificateIssuer(lifetime: .seconds(3600)).issue(
            names: [host], previous: [], now: Timestamp(seconds: Int64(Date().timeIntervalSince1970)))
        try context.serve(certificate)
        let asked = NIOLockedValueBox<[JSONValue]>([])
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        let server = WebhookServer(
            address: ListenAddress(host: ContractCluster.isLab ? host : "0.0.0.0", port: 0), context: context,
            logger: Logger(label: "webhook") { _ in SwiftLogNoOpLogHandler() }, onListening: { port.yield($0) },
            answer: { bytes in
                var review = try JSONValue(parsing: bytes)
                let request = review["request"] ?? [:]
                asked.withLockedValue { $0.append(request) }
                var answer = response(request)
                answer["uid"] = request["uid"]
                review["request"] = nil
                review["response"] = answer
                return review.serialized()
            })
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try? await server.run() }
            defer { group.cancelAll() }
            for await port in ports {
                try await body(ContractWebhook(asked: asked, port: port, authorities: certificate.authorities))
                break
            }
        }
    }

    /// Runs a body while a configuration points at the webhook for ConfigMaps of the test's namespace.
    func configured(
        _ cluster: ContractCluster, kind: String = "Validating", operations: JSONValue = ["CREATE", "UPDATE", "DELETE"],
        _ more: [String: JSONValue] = [:], _ body: () async throws -> Void
    ) async throws {
        let host = ContractCluster.webhookHost ?? "127.0.0.1"
        let webhook: [String: JSONValue] = [
            "name": "w.contract.example.org", "sideEffects": "None", "admissionReviewVersions": ["v1"], "timeoutSeconds": 5,
            "clientConfig": [
                "url": .string("https://\(host):\(port)/validate"),
                "caBundle": try JSONValue(encoding: Base64Data(Array(authorities.utf8))),
            ],
            "namespaceSelector": ["matchLabels": ["kubernetes.io/metadata.name": .string(cluster.namespace)]],
            "rules": [["operations": operations, "apiGroups": [""], "apiVersions": ["v1"], "resources": ["configmaps"]]],
        ]
        let path = "/apis/admissionregistration.k8s.io/v1/\(kind.lowercased())webhookconfigurations"
        let created = try await cluster.send(
            "POST", path,
            [
                "apiVersion": "admissionregistration.k8s.io/v1", "kind": .string("\(kind)WebhookConfiguration"),
                "metadata": ["name": .string(cluster.namespace)],
                "webhooks": [.object(webhook.merging(more) { _, new in new })],
            ])
        try #require(created.status == 201, "\(created.message)")
        let outcome: Result<Void, any Error>
        do {
            // A real server learns of a configuration a moment later.
            if cluster.lab == nil { try await Task.sleep(for: .seconds(2)) }
            outcome = .success(try await body())
        } catch {
            outcome = .failure(error)
        }
        _ = try? await cluster.send("DELETE", "\(path)/\(cluster.namespace)")
        try outcome.get()
    }
}
