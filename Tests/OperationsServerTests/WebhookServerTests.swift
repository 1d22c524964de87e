import Admission
import HTTPTransport
import JSON
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import NIOSSL
import Testing

@testable import OperationsServer

@Suite struct WebhookServerTests {
    private func withServer<Result: Sendable>(
        deadline: Duration = .seconds(10), minimumTLS: TLSMinimum = .tls13,
        _ body: @escaping @Sendable (Int, ServingContext, ServingCertificate) async throws -> Result
    ) async throws -> Result {
        let context = ServingContext(minimumTLS: minimumTLS)
        let certificate = try CertificateIssuer(lifetime: .seconds(9000)).issue(names: ["127.0.0.1"], previous: [], now: Self.now)
        try context.serve(certificate)
        let port = PortBox()
        let server = WebhookServer(
            address: ListenAddress(host: "127.0.0.1", port: 0), context: context, deadline: deadline, logger: quiet,
            onListening: { port.set($0) }, answer: { try AdmissionReview.answer($0, policies: [HeatStackPolicy()]) })
        return try await withServices([server]) { try await body(try await port.wait(), context, certificate) }
    }

    private static let now = wallClock()

    private static func post(_ body: [UInt8], port: Int, trusting authorities: String, path: String = "/validate") async throws
        -> HTTPResponse
    {
        let transport = try AsyncHTTPTransport(tls: TLSMaterial(trustedAuthorities: Array(authorities.utf8)))
        do {
            let response = try await transport.send(HTTPRequest(method: "POST", url: "https://127.0.0.1:\(port)\(path)", body: body))
            await transport.shutdown()
            return response
        } catch {
            await transport.shutdown()
            throw error
        }
    }

    private static func review(flavor: String) throws -> [UInt8] {
        func stack(_ flavor: String) -> JSONValue {
            ["spec": ["templateURL": "t", "params": ["replicas": "2", "flavor": .string(flavor)]]]
        }
        return try JSONWriter.encode(
            AdmissionReview(
                request: AdmissionRequest(
                    uid: "1", kind: .init(group: "ake.adtech.cyberagent.io", version: "v1alpha1", kind: "HeatStack"), name: "a",
                    namespace: "b", operation: .update, object: stack(flavor), oldObject: stack("small"))))
    }

    @Test func `a question is answered over TLS`() async throws {
        try await withServer { port, _, certificate in
            let allowed = try await Self.post(Self.review(flavor: "small"), port: port, trusting: certificate.authorities)
            #expect(allowed.status == 200 && allowed.headers["Content-Type"] == "application/json")
            #expect(try JSONValue(parsing: allowed.body)["response"]?["allowed"] == true)
            let refused = try await Self.post(Self.review(flavor: "large"), port: port, trusting: certificate.authorities)
            let response = try JSONValue(parsing: refused.body)["response"]
            #expect(response?["allowed"] == false)
            #expect(response?["status"]?["message"]?.stringValue?.contains(#"spec.params.flavor: "small" -> "large""#) == true)
        }
    }

    @Test func `what is no question is refused with the reason`() async throws {
        try await withServer { port, _, certificate in
            let bad = try await Self.post(Array("{oops".utf8), port: port, trusting: certificate.authorities)
            #expect(bad.status == 400 && bad.text.contains("line 1, column 2"))
            let other = try await Self.post([], port: port, trusting: certificate.authorities, path: "/other")
            #expect(other.status == 404)
            let large = try await Self.post(Array(repeating: 0x20, count: (3 << 20) + 1), port: port, trusting: certificate.authorities)
            #expect(large.status == 413)
            let fits = try await Self.post(Array(repeating: 0x20, count: 3 << 20), port: port, trusting: certificate.authorities)
            #expect(fits.status == 400)
        }
    }

    @Test func `nobody who trusts another authority gets through`() async throws {
        try await withServer { port, _, _ in
            let other = try CertificateIssuer(lifetime: .seconds(9000)).issue(names: ["127.0.0.1"], previous: [], now: Self.now)
            await #expect(throws: TransportError.self) { try await Self.post([], port: port, trusting: other.authorities) }
        }
    }

    @Test(
        arguments: [
            (TLSMinimum.tls13, TLSVersion.tlsv12, false), (.tls13, .tlsv13, true), (.tls12, .tlsv11, false), (.tls12, .tlsv12, true),
            (.tls12, .tlsv13, true),
        ])
    func `TLS older than the minimum is refused`(minimum: TLSMinimum, version: TLSVersion, works: Bool) async throws {
        try await withServer(minimumTLS: minimum) { port, _, _ in
            var configuration = TLSConfiguration.makeClientConfiguration()
            configuration.certificateVerification = .none
            configuration.minimumTLSVersion = version == .tlsv11 ? .tlsv1 : version
            configuration.maximumTLSVersion = version
            let reply = try? await RawClient.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", port: port, tls: configuration)
            #expect((reply?.hasPrefix("HTTP/1.1 404") ?? false) == works)
        }
    }

    @Test func `a question that does not arrive in time is given up`() async throws {
        try await withServer(deadline: .seconds(2)) { port, _, _ in
            var configuration = TLSConfiguration.makeClientConfiguration()
            configuration.certificateVerification = .none
            let reply = try await RawClient.send(
                "POST /validate HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\nConnection: close\r\n\r\n{", port: port, tls: configuration)
            #expect(reply.hasPrefix("HTTP/1.1 408"))
        }
    }

    @Test func `certificates change under load and no handshake fails`() async throws {
        try await withServer { port, context, first in
            let load = NIOLockedValueBox(Load(authorities: first.authorities))
            let review = try Self.review(flavor: "small")
            try await withThrowingTaskGroup(of: Void.self) { group in
                for worker in 0..<4 {
                    group.addTask {
                        while case let round = load.withLockedValue({ $0 }), !round.isOver {
                            do {
                                let response = try await Self.post(review, port: port, trusting: round.authorities)
                                load.withLockedValue { $0.finished(worker, round: round.number, good: response.status == 200) }
                            } catch {
                                Issue.record("a handshake failed: \(error)")
                                load.withLockedValue { $0.finished(worker, round: round.number, good: false) }
                            }
                        }
                    }
                }
                var certificate = first
                for number in 1...8 {
                    certificate = try CertificateIssuer(lifetime: .seconds(9000)).issue(
                        names: ["127.0.0.1"], previous: [certificate.authorities], now: Self.now)
                    // As the keeper does it: first everybody trusts the authority, then it is used.
                    load.withLockedValue { [authorities = certificate.authorities] in
                        $0.number = number
                        $0.authorities = authorities
                    }
                    try await eventually("all clients know the authority") { load.withLockedValue { $0.allKnow } }
                    try context.serve(certificate)
                    let good = load.withLockedValue { $0.good }
                    try await eventually("clients go on") { load.withLockedValue { $0.good } > good + 4 }
                }
                load.withLockedValue { $0.isOver = true }
                try await group.waitForAll()
            }
            #expect(load.withLockedValue { $0.bad } == 0 && load.withLockedValue { $0.good } > 32)
        }
    }

    /// What the clients of the test above know and have done.
    private struct Load {
        var authorities: String
        var number = 0
        var isOver = false
        var good = 0
        var bad = 0
        var rounds: [Int: Int] = [:]

        init(authorities: String) { self.authorities = authorities }

        /// Whether each client has done a request that began after the last change of what is trusted.
        var allKnow: Bool { rounds.count == 4 && rounds.values.allSatisfy { $0 == number } }

        mutating func finished(_ worker: Int, round: Int, good isGood: Bool) {
            rounds[worker] = round
            if isGood { good += 1 } else { bad += 1 }
        }
    }

    @Test func `before there is a certificate connections are closed, and the server lives on`() async throws {
        let context = ServingContext()
        let port = PortBox()
        let server = WebhookServer(
            address: ListenAddress(host: "127.0.0.1", port: 0), context: context, logger: quiet, onListening: { port.set($0) },
            answer: Webhook.echo)
        try await withServices([server]) {
            let port = try await port.wait()
            let certificate = try CertificateIssuer(lifetime: .seconds(9000)).issue(names: ["127.0.0.1"], previous: [], now: Self.now)
            await #expect(throws: TransportError.self) { try await Self.post([1], port: port, trusting: certificate.authorities) }
            try context.serve(certificate)
            #expect(try await Self.post([1], port: port, trusting: certificate.authorities).status == 200)
        }
    }
}
