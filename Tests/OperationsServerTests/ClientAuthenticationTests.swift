import KubernetesAPI
import Testing

@testable import OperationsServer

@Suite struct ClientAuthenticationTests {
    private static let request = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"

    private static func issue(_ name: String) throws -> ServingCertificate {
        try CertificateIssuer(lifetime: .seconds(9000), usages: [.clientAuth]).issue(names: [name], previous: [], now: wallClock())
    }

    private static func isServed(_ webhook: Webhook, with certificate: ServingCertificate?) async throws -> Bool {
        let reply = try? await RawClient.send(request, port: webhook.port, tls: Webhook.clientTLS(certificate))
        return reply?.hasPrefix("HTTP/1.1 404") ?? false
    }

    @Test func `a client needs a certificate of the authority`() async throws {
        let good = try Self.issue("kube-apiserver")
        let other = try Self.issue("kube-apiserver")
        try await Webhook.running(clients: ClientAuthentication(authorities: good.authorities)) { webhook async throws in
            #expect(try await Self.isServed(webhook, with: good))
            #expect(try await !Self.isServed(webhook, with: other))
            #expect(try await !Self.isServed(webhook, with: nil))
        }
    }

    @Test func `and one of the names, by its common name or DNS names`() async throws {
        let client = try Self.issue("kube-apiserver")
        for (names, served) in [
            (["kube-apiserver"], true), (["x", "kube-apiserver"], true), (["ake-admission"], true), (["kube"], false), (["*"], false),
        ] as [(Set<String>, Bool)] {
            try await Webhook.running(clients: ClientAuthentication(authorities: client.authorities, names: names)) {
                webhook async throws in
                #expect(try await Self.isServed(webhook, with: client) == served, "\(names)")
            }
        }
    }

    @Test func `whom it talks to changes while it runs, and empty authorities are an error, not everybody`() async throws {
        let first = try Self.issue("kube-apiserver")
        let second = try Self.issue("kube-apiserver")
        try await Webhook.running(clients: ClientAuthentication(authorities: first.authorities)) { webhook async throws in
            for rubbish in ["", "rubbish", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"] {
                #expect(throws: WebhookCertificateError.self) { try webhook.context.accept(ClientAuthentication(authorities: rubbish)) }
            }
            #expect(try await Self.isServed(webhook, with: first))
            try webhook.context.accept(ClientAuthentication(authorities: first.authorities + second.authorities))
            #expect(try await Self.isServed(webhook, with: first))
            #expect(try await Self.isServed(webhook, with: second))
            try webhook.context.accept(ClientAuthentication(authorities: second.authorities))
            #expect(try await !Self.isServed(webhook, with: first))
            try webhook.context.accept(nil)
            #expect(try await Self.isServed(webhook, with: nil))
        }
    }
}
