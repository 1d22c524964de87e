import Crypto
import FoundationEssentials
import KubernetesAPI
import SwiftASN1
import X509

/// A server's certificate with its key, and the authorities by which clients know it: what the Secret of a webhook holds.
public struct ServingCertificate: Sendable, Hashable, CustomStringConvertible {
    /// The keys of the Secret's data; the first two as `kubernetes.io/tls` has them.
    enum Key {
        static let certificate = "tls.crt"
        static let privateKey = "tls.key"
        static let authorities = "ca.crt"
    }

    /// The certificate, PEM.
    public var certificate: String
    /// The private key, PEM; never to be logged.
    var privateKey: String
    /// The authorities to trust, PEM, the present one first; those of earlier certificates stay until they expire.
    public var authorities: String
    /// From when the certificate counts.
    public var notBefore: Timestamp
    /// Until when the certificate counts.
    public var notAfter: Timestamp
    /// The host names and IP addresses it is for.
    public var names: [String]

    /// Reads what a Secret holds.
    ///
    /// - Throws: ``WebhookCertificateError`` when something is missing, is no PEM, or does not belong together.
    public init(secret: Secret) throws(WebhookCertificateError) {
        func text(_ key: String) throws(WebhookCertificateError) -> String {
            guard let data = secret.data?[key] else { throw WebhookCertificateError("the Secret has no \(key)") }
            return String(decoding: data.bytes, as: UTF8.self)
        }
        try self.init(certificate: text(Key.certificate), privateKey: text(Key.privateKey), authorities: text(Key.authorities))
    }

    /// Puts certificate, key and authorities together.
    ///
    /// - Throws: ``WebhookCertificateError`` when something is no PEM or does not belong together.
    init(certificate: String, privateKey: String, authorities: String) throws(WebhookCertificateError) {
        try self.init(chain: certificate, privateKey: privateKey)
        do {
            let leaf = try Certificate(pemEncoded: certificate)
            guard try Self.parse(authorities).contains(where: { $0.publicKey.isValidSignature(leaf.signature, for: leaf) }) else {
                throw WebhookCertificateError("none of the authorities signed the certificate")
            }
        } catch let error as WebhookCertificateError {
            throw error
        } catch {
            throw WebhookCertificateError("the PEM cannot be read: \(error)")
        }
        self.authorities = authorities
    }

    /// Puts a certificate and its key together; who trusts it is not known here.
    ///
    /// - Parameter chain: the certificate, followed by those between it and its authority.
    /// - Throws: ``WebhookCertificateError`` when something is no PEM or does not belong together.
    init(chain: String, privateKey: String) throws(WebhookCertificateError) {
        do {
            guard let leaf = try Self.parse(chain).first else {
                throw WebhookCertificateError("the PEM cannot be read: it holds no certificate")
            }
            let key = try Certificate.PrivateKey(pemEncoded: privateKey)
            guard leaf.publicKey == key.publicKey else { throw WebhookCertificateError("the key is not the one of the certificate") }
            self.notBefore = Timestamp(seconds: Int64(leaf.notValidBefore.timeIntervalSince1970))
            self.notAfter = Timestamp(seconds: Int64(leaf.notValidAfter.timeIntervalSince1970))
            self.names = try leaf.extensions.subjectAlternativeNames?.compactMap(SubjectName.init).map(\.text).sorted() ?? []
        } catch let error as WebhookCertificateError {
            throw error
        } catch {
            throw WebhookCertificateError("the PEM cannot be read: \(error)")
        }
        self.certificate = chain
        self.privateKey = privateKey
        self.authorities = ""
    }

    /// What a Secret holds of it.
    var data: [String: Base64Data] {
        [
            Key.certificate: Base64Data(Array(certificate.utf8)), Key.privateKey: Base64Data(Array(privateKey.utf8)),
            Key.authorities: Base64Data(Array(authorities.utf8)),
        ]
    }

    /// The names and the dates, never the key.
    public var description: String { "certificate for \(names.joined(separator: ", ")), \(notBefore) to \(notAfter)" }

    /// The certificates of a PEM text.
    static func parse(_ text: String) throws -> [Certificate] {
        try PEMDocument.parseMultiple(pemString: text).map { try Certificate(pemDocument: $0) }
    }
}
