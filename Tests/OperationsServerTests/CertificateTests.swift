import FoundationEssentials
import KubernetesAPI
import Testing
import X509

@testable import OperationsServer

@Suite struct CertificateTests {
    static let now = Timestamp(seconds: 1_900_000_000)
    static let names = ["ake-admission.ake-system.svc", "10.20.0.3", "fd00::3"]

    @Test func `a certificate is for its names, under an authority of its own`() throws {
        let certificate = try CertificateIssuer(lifetime: .seconds(9000)).issue(names: Self.names, previous: [], now: Self.now)
        #expect(Set(certificate.names) == Set(Self.names))
        #expect(certificate.notAfter == Self.now.advanced(by: .seconds(9000)) && certificate.notBefore < Self.now)
        let authorities = try ServingCertificate.parse(certificate.authorities)
        let leaf = try Certificate(pemEncoded: certificate.certificate)
        #expect(authorities.count == 1 && leaf.issuer == authorities[0].subject)
        #expect(try leaf.extensions.basicConstraints == .notCertificateAuthority)
        #expect(!"\(certificate)".contains("PRIVATE") && "\(certificate)".contains("10.20.0.3"))
    }

    @Test func `a Secret gives back what was put in`() throws {
        let certificate = try CertificateIssuer(lifetime: .seconds(9000)).issue(names: Self.names, previous: [], now: Self.now)
        let secret = Secret(metadata: ObjectMeta(name: "s"), type: "kubernetes.io/tls", data: certificate.data)
        #expect(try ServingCertificate(secret: secret) == certificate)
    }

    @Test func `earlier authorities stay until they expire, at most three`() throws {
        var now = Self.now
        let issuer = CertificateIssuer(lifetime: .seconds(9000))
        var certificate = try issuer.issue(names: ["a"], previous: [], now: now)
        let first = try ServingCertificate.parse(certificate.authorities)[0]
        now = now.advanced(by: .seconds(6000))
        certificate = try issuer.issue(names: ["a"], previous: [certificate.authorities], now: now)
        #expect(try ServingCertificate.parse(certificate.authorities).count == 2)
        #expect(try ServingCertificate.parse(certificate.authorities).last == first)
        now = now.advanced(by: .seconds(6000))
        certificate = try issuer.issue(names: ["a"], previous: [certificate.authorities], now: now)
        #expect(try ServingCertificate.parse(certificate.authorities).count == 2)
        #expect(try !ServingCertificate.parse(certificate.authorities).contains(first))
        for _ in 0..<8 { certificate = try issuer.issue(names: ["a"], previous: [certificate.authorities], now: now) }
        #expect(try ServingCertificate.parse(certificate.authorities).count == 4)
        #expect(try issuer.issue(names: ["a"], previous: ["rubbish"], now: now).authorities.contains("BEGIN CERTIFICATE"))
    }

    @Test func `what does not belong together is refused`() throws {
        let issuer = CertificateIssuer(lifetime: .seconds(9000))
        let one = try issuer.issue(names: ["a"], previous: [], now: Self.now)
        let two = try issuer.issue(names: ["a"], previous: [], now: Self.now)
        for (certificate, key, authorities, text) in [
            (one.certificate, two.privateKey, one.authorities, "the key is not the one"),
            (one.certificate, one.privateKey, two.authorities, "none of the authorities"),
            (one.certificate, one.privateKey, "", "none of the authorities"), ("x", one.privateKey, one.authorities, "cannot be read"),
            (one.certificate, "x", one.authorities, "cannot be read"),
        ] {
            let error = #expect(throws: WebhookCertificateError.self) {
                try ServingCertificate(certificate: certificate, privateKey: key, authorities: authorities)
            }
            #expect(error?.description.contains(text) == true, "\(String(describing: error))")
        }
        let empty = #expect(throws: WebhookCertificateError.self) {
            try ServingCertificate(secret: Secret(metadata: ObjectMeta(name: "s")))
        }
        #expect(empty?.description == "the Secret has no tls.crt")
    }

    @Test func `the plan keeps what is good and replaces what is not`() throws {
        let certificate = try CertificateIssuer(lifetime: .seconds(9000), clockSkew: .zero).issue(
            names: Self.names, previous: [], now: Self.now)
        func plan(_ seconds: Int, names: [String] = Self.names) -> CertificatePlan {
            CertificatePlan.decide(.success(certificate), names: names, now: Self.now.advanced(by: .seconds(seconds)))
        }
        #expect(plan(0) == .keep && plan(5999) == .keep)
        #expect(plan(6000) == .issue("two thirds of its life are over") && plan(99_999) != .keep)
        #expect(plan(0, names: ["10.20.0.3"]) == .keep)
        #expect(plan(0, names: ["fd00:0:0::3"]) == .keep)
        #expect(plan(0, names: ["10.20.0.4"]) != .keep)
        #expect(CertificatePlan.decide(nil, names: Self.names, now: Self.now) == .issue("there is none"))
        #expect(CertificatePlan.decide(.failure(WebhookCertificateError("odd")), names: [], now: Self.now) == .issue("odd"))
    }

    @Test(
        arguments: [
            ("https://10.20.0.3:9443/validate", "10.20.0.3"), ("https://[fd00::1]:9443/", "fd00::1"),
            ("https://host.example", "host.example"),
            ("http://host", nil), ("https://", nil), ("https://u:p@host/", nil), ("host", nil),
        ] as [(String, String?)])
    func `a webhook URL names its host`(url: String, host: String?) throws {
        if let host {
            #expect(try WebhookEndpoint.url(url).names() == [host])
        } else {
            #expect(throws: WebhookCertificateError.self) { try WebhookEndpoint.url(url).names() }
        }
    }
}
