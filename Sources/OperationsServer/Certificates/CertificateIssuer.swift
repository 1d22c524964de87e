import Crypto
import FoundationEssentials
import KubernetesAPI
import SwiftASN1
import X509

/// Makes a serving certificate under an authority of its own, P-256. The authority's key signs once and is forgotten: it cannot be stolen.
struct CertificateIssuer {
    /// For how long certificates count.
    var lifetime: Duration
    /// Clocks differ; a certificate counts from so much earlier.
    var clockSkew: Duration = .seconds(300)
    /// What certificates are for.
    var usages: [ExtendedKeyUsage.Usage] = [.serverAuth]

    /// - Parameter previous: authorities that clients are to trust besides, PEM, the newest first; what has expired of them or is no PEM is left out.
    /// - Throws: ``WebhookCertificateError``.
    func issue(names: [String], previous: [String], now: Timestamp) throws(WebhookCertificateError) -> ServingCertificate {
        do {
            // Of a short life only a part, lest two thirds of it be over at once.
            let from = Self.date(now.advanced(by: .zero - min(clockSkew, lifetime / 10)))
            let until = Self.date(now.advanced(by: lifetime))
            let authorityKey = P256.Signing.PrivateKey()
            let authorityName = try DistinguishedName { CommonName("ake-admission \(now)") }
            let authority = try Certificate(
                version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: .init(authorityKey.publicKey), notValidBefore: from,
                notValidAfter: until, issuer: authorityName, subject: authorityName,
                extensions: try Certificate.Extensions {
                    Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
                    Critical(KeyUsage(keyCertSign: true))
                    SubjectKeyIdentifier(hash: .init(authorityKey.publicKey))
                },
                issuerPrivateKey: .init(authorityKey))
            let key = P256.Signing.PrivateKey()
            let leaf = try Certificate(
                version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: .init(key.publicKey), notValidBefore: from,
                notValidAfter: until, issuer: authorityName, subject: try DistinguishedName { CommonName("ake-admission") },
                extensions: try Certificate.Extensions {
                    Critical(BasicConstraints.notCertificateAuthority)
                    Critical(KeyUsage(digitalSignature: true))
                    try ExtendedKeyUsage(usages)
                    SubjectAlternativeNames(names.map { SubjectName($0).general })
                    AuthorityKeyIdentifier(keyIdentifier: SubjectKeyIdentifier(hash: .init(authorityKey.publicKey)).keyIdentifier)
                },
                issuerPrivateKey: .init(authorityKey))
            var authorities = [authority]
            for earlier in previous.flatMap({ (try? ServingCertificate.parse($0)) ?? [] }) {
                // One authority a rotation; more than a few means that somebody rotates by hand again and again.
                guard authorities.count < 4 else { break }
                if Self.timestamp(earlier.notValidAfter) > now, !authorities.contains(earlier) { authorities.append(earlier) }
            }
            return try ServingCertificate(
                certificate: leaf.serializeAsPEM().pemString + "\n", privateKey: key.pemRepresentation + "\n",
                authorities: authorities.map { try $0.serializeAsPEM().pemString + "\n" }.joined())
        } catch let error as WebhookCertificateError {
            throw error
        } catch {
            throw WebhookCertificateError("the certificate cannot be made: \(error)")
        }
    }

    private static func date(_ time: Timestamp) -> Date { Date(timeIntervalSince1970: Double(time.seconds)) }
    private static func timestamp(_ date: Date) -> Timestamp { Timestamp(seconds: Int64(date.timeIntervalSince1970)) }
}
