import FoundationEssentials
import JSON
import KubernetesAPI
import KubernetesClient
import LoadBalancerNode
import Logging
import Testing

/// A ServiceAccount that somebody deletes while nodes live by it.
@Suite(.timeLimit(.minutes(2))) struct StandbyTests {
    private static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    @Test("nodes live on when one of their two ServiceAccounts is deleted and made anew", arguments: ["web-anlb", "web-anlb-standby"])
    func deleted(victim: String) async throws {
        try await Cluster.with { cluster in
            try cluster.addStandby()
            let directory = "/tmp/node-standby-\(UInt32.random(in: 0...UInt32.max))"
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(atPath: directory) }
            let admin = try KubernetesClient(
                configuration: KubernetesConfiguration(kubeconfig: JSONReader.decode(Kubeconfig.self, from: cluster.lab.kubeconfig)))
            let first = try await admin.createToken(
                serviceAccount: "web-anlb", namespace: "shop", request: .init(expirationSeconds: 3600))
            try NodeFile.replace("\(directory)/kubeconfig", with: cluster.lab.kubeconfig(token: first.token, namespace: "shop"))
            let credential = NodeCredential(kubeconfig: "\(directory)/kubeconfig", runDirectory: directory)
            let node = try KubernetesClient(configuration: credential.configuration())
            let service = CredentialService(
                credential: credential, client: node, interval: .milliseconds(50), logger: Self.quiet
            ) { _ = try await node.getIfPresent(Ingress.self, "web", namespace: "shop") }

            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await service.run() }
                try await eventually("the standby token is there") { credential.standbyToken != nil }
                try await admin.delete(ServiceAccount.self, victim, namespace: "shop")
                try await admin.create(ServiceAccount(metadata: ObjectMeta(name: victim, namespace: "shop")))
                try await eventually("the node's calls are answered") {
                    (try? await node.get(Ingress.self, "web", namespace: "shop")) != nil
                }
                if victim == "web-anlb" { #expect(try credential.token() != first.token) }
                group.cancelAll()
            }
            await node.shutdown()
            await admin.shutdown()
        }
    }

    @Test func `without a second ServiceAccount nothing fails but the recovery`() async throws {
        try await Cluster.with { cluster in
            let directory = "/tmp/node-standby-\(UInt32.random(in: 0...UInt32.max))"
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(atPath: directory) }
            try NodeFile.replace("\(directory)/kubeconfig", with: cluster.lab.kubeconfig(token: cluster.lab.adminToken, namespace: "shop"))
            let credential = NodeCredential(kubeconfig: "\(directory)/kubeconfig", runDirectory: directory)
            #expect(credential.standbyToken == nil)
            #expect(try credential.standbyConfiguration() == nil)
        }
    }
}
