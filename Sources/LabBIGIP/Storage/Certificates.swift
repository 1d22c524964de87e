import Crypto
import NIOSSL
import SwiftASN1
import SystemPackage
import X509

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The stand-in's own certificate authority, kept across restarts, and a certificate for the address it listens on, made at each start.
struct Certificates: Sendable {
    /// The authority's certificate in PEM: what clients put in their CA file.
    let authority: String
    private let certificate: NIOSSLCertificate
    private let key: NIOSSLPrivateKey

    /// Loads the authority from a folder, or makes one there, and signs a certificate.
    ///
    /// - Parameters:
    ///   - folder: holds `ca.pem` and `ca-key.pem`.
    ///   - addresses: IP addresses and names that clients use.
    init(folder: FilePath, addresses: [String]) throws {
        let name = try DistinguishedName {
            OrganizationName("AKE lab")
            CommonName("LabBIGIP CA")
        }
        let authorityKey = try Self.key(folder.appending("ca-key.pem"))
        let signer = Certificate.PrivateKey(authorityKey)
        let stored = try Files.read(folder.appending("ca.pem")).map { String(decoding: $0, as: UTF8.self) }
        if let stored {
            authority = stored
        } else {
            let made = try Certificate(
                version: .v3, serialNumber: .init(), publicKey: signer.publicKey, notValidBefore: Date() - 3600,
                notValidAfter: Date() + 3650 * 86400, issuer: name, subject: name, signatureAlgorithm: .ecdsaWithSHA256,
                extensions: Certificate.Extensions {
                    Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
                    Critical(KeyUsage(keyCertSign: true, cRLSign: true))
                    SubjectKeyIdentifier(hash: signer.publicKey)
                }, issuerPrivateKey: signer)
            authority = try made.serializeAsPEM().pemString
            try Files.replace(
                folder.appending("ca.pem"), with: Array(authority.utf8), permissions: [.ownerReadWrite, .groupRead, .otherRead])
        }
        let ownKey = P256.Signing.PrivateKey()
        let own = try Self.certificate(for: ownKey, addresses: addresses, issuer: name, signer: signer)
        certificate = try NIOSSLCertificate(bytes: Array(own.serializeAsPEM().pemString.utf8), format: .pem)
        key = try NIOSSLPrivateKey(bytes: Array(ownKey.pemRepresentation.utf8), format: .pem)
    }

    /// TLS as the server speaks it.
    func serverContext() throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: [.certificate(certificate)], privateKey: .privateKey(key))
        configuration.minimumTLSVersion = .tlsv12
        return try NIOSSLContext(configuration: configuration)
    }

    private static func key(_ path: FilePath) throws -> P256.Signing.PrivateKey {
        if let stored = try Files.read(path) {
            return try P256.Signing.PrivateKey(pemRepresentation: String(decoding: stored, as: UTF8.self))
        }
        let made = P256.Signing.PrivateKey()
        try Files.replace(path, with: Array(made.pemRepresentation.utf8))
        return made
    }

    private static func certificate(
        for key: P256.Signing.PrivateKey, addresses: [String], issuer: DistinguishedName, signer: Certificate.PrivateKey
    ) throws -> Certificate {
        let publicKey = Certificate.PrivateKey(key).publicKey
        let names = addresses.map { name in
            IPAddress(name).map { GeneralName.ipAddress(ASN1OctetString(contentBytes: $0.bytes[...])) } ?? .dnsName(name)
        }
        return try Certificate(
            version: .v3, serialNumber: .init(), publicKey: publicKey, notValidBefore: Date() - 3600,
            notValidAfter: Date() + 365 * 86400, issuer: issuer, subject: try DistinguishedName { CommonName("LabBIGIP") },
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: Certificate.Extensions {
                Critical(BasicConstraints.notCertificateAuthority)
                Critical(KeyUsage(digitalSignature: true))
                try ExtendedKeyUsage([.serverAuth])
                SubjectAlternativeNames(names)
                AuthorityKeyIdentifier(keyIdentifier: SubjectKeyIdentifier(hash: signer.publicKey).keyIdentifier)
            }, issuerPrivateKey: signer)
    }
}
