import NIOCore
import SwiftASN1
import X509

/// A host name or IP address that a certificate is for.
struct SubjectName: Hashable {
    /// As text: `ake-admission.ake-system.svc`, `10.20.0.3`.
    let text: String
    /// As in the certificate.
    let general: GeneralName

    init(_ text: String) {
        self.text = text
        if let bytes = SubjectName.bytes(ofAddress: text) {
            general = .ipAddress(ASN1OctetString(contentBytes: bytes[...]))
        } else {
            general = .dnsName(text)
        }
    }

    init?(_ general: GeneralName) {
        switch general {
        case .dnsName(let name): self.text = name
        case .ipAddress(let address):
            guard let text = SubjectName.text(ofAddress: Array(address.bytes)) else { return nil }
            self.text = text
        default: return nil
        }
        self.general = general
    }

    private static func bytes(ofAddress text: String) -> [UInt8]? {
        switch try? SocketAddress(ipAddress: text, port: 0) {
        case .v4(let address): withUnsafeBytes(of: address.address.sin_addr) { Array($0) }
        case .v6(let address): withUnsafeBytes(of: address.address.sin6_addr) { Array($0) }
        default: nil
        }
    }

    private static func text(ofAddress bytes: [UInt8]) -> String? {
        try? SocketAddress(packedIPAddress: ByteBuffer(bytes: bytes), port: 0).ipAddress
    }
}
