import Crypto
import FoundationEssentials
import JSON
import SwiftASN1
import X509

/// The certificates and keys of a server: its authority, its own certificate, an administrator's, and the key of tokens.
struct Authority: Sendable {
    /// A certificate with its key, both PEM.
    struct Pair: Sendable, Equatable {
        var certificate: String
        var key: String
    }

    var authority: Pair
    var server: Pair
    var admin: Pair
    /// The key that signs ServiceAccount tokens, PEM.
    var tokenKey: String
    /// The administrator's bearer token.
    var adminToken: String

    /// Makes all of it anew.
    ///
    /// - Parameter hosts: the names and addresses in the server's certificate.
    static func make(hosts: [String]) throws -> Authority {
        let key = P256.Signing.PrivateKey()
        let name = try DistinguishedName { CommonName("ake-lab-kubernetes-ca") }
        let root = try certificate(
            subject: name, key: key, issuer: name, issuerKey: key,
            extensions: Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil))
                Critical(KeyUsage(digitalSignature: true, keyCertSign: true, cRLSign: true))
            })
        var result = Authority(
            authority: Pair(certificate: try root.serializeAsPEM().pemString, key: key.pemRepresentation),
            server: Pair(certificate: "", key: ""),
            admin: Pair(certificate: "", key: ""), tokenKey: P256.Signing.PrivateKey().pemRepresentation, adminToken: Identifiers.uid())
        result.server = try result.issueServer(hosts: hosts)
        result.admin = try result.issueClient(name: "kubernetes-admin", groups: ["system:masters"])
        return result
    }

    /// A certificate for the server.
    func issueServer(hosts: [String]) throws -> Pair {
        let key = P256.Signing.PrivateKey()
        let names = hosts.map { host -> GeneralName in
            if let address = Self.octets(host) { return .ipAddress(ASN1OctetString(contentBytes: address[...])) }
            return .dnsName(host)
        }
        return try issue(
            DistinguishedName { CommonName("kube-apiserver") }, key,
            Certificate.Extensions {
                Critical(KeyUsage(digitalSignature: true))
                try ExtendedKeyUsage([.serverAuth])
                SubjectAlternativeNames(names)
            })
    }

    /// A certificate by which a user is known.
    func issueClient(name: String, groups: [String]) throws -> Pair {
        let subject = try DistinguishedName {
            for group in groups { OrganizationName(group) }
            CommonName(name)
        }
        return try issue(
            subject, P256.Signing.PrivateKey(),
            Certificate.Extensions {
                Critical(KeyUsage(digitalSignature: true))
                try ExtendedKeyUsage([.clientAuth])
            })
    }

    private func issue(_ subject: DistinguishedName, _ key: P256.Signing.PrivateKey, _ extensions: Certificate.Extensions) throws -> Pair {
        let issuerKey = try P256.Signing.PrivateKey(pemRepresentation: authority.key)
        let issuer = try Certificate(pemEncoded: authority.certificate).subject
        let made = try Self.certificate(subject: subject, key: key, issuer: issuer, issuerKey: issuerKey, extensions: extensions)
        return Pair(certificate: try made.serializeAsPEM().pemString, key: key.pemRepresentation)
    }

    private static func certificate(
        subject: DistinguishedName, key: P256.Signing.PrivateKey, issuer: DistinguishedName, issuerKey: P256.Signing.PrivateKey,
        extensions: Certificate.Extensions
    ) throws -> Certificate {
        // An hour back: the clocks of the lab's hosts may differ.
        let start = Date(timeIntervalSince1970: Double(Timestamp.now().seconds - 3600))
        return try Certificate(
            version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: Certificate.PublicKey(key.publicKey), notValidBefore: start,
            notValidAfter: start.addingTimeInterval(10 * 365 * 86_400), issuer: issuer, subject: subject,
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: extensions, issuerPrivateKey: Certificate.PrivateKey(issuerKey))
    }

    /// The user that a client certificate names: the common name, and the organizations as groups.
    static func user(certificate der: [UInt8]) -> UserInfo? {
        guard let certificate = try? Certificate(derEncoded: der) else { return nil }
        var user = UserInfo(name: "")
        for attribute in certificate.subject.flatMap({ $0 }) {
            let value = attribute.value.description
            if attribute.type == .RDNAttributeType.commonName { user.name = value }
            if attribute.type == .RDNAttributeType.organizationName { user.groups.append(value) }
        }
        user.groups.append("system:authenticated")
        return user.name.isEmpty ? nil : user
    }

    /// The four or sixteen bytes of an address; nil for a name.
    static func octets(_ host: String) -> [UInt8]? {
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        if parts.count == 4 {
            let bytes = parts.compactMap { UInt8($0) }
            if bytes.count == 4 { return bytes }
        }
        return host == "::1" ? [UInt8](repeating: 0, count: 15) + [1] : nil
    }
}
