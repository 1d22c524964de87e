import NIOSSL

/// The oldest version of TLS that a server speaks.
///
/// Every API server that is still supported speaks 1.3; 1.2 is for what stands between it and the webhook and is older.
public enum TLSMinimum: String, Sendable, Hashable, CaseIterable {
    /// TLS 1.2 ([RFC 5246](https://www.rfc-editor.org/rfc/rfc5246)) or newer.
    case tls12 = "1.2"
    /// TLS 1.3 ([RFC 8446](https://www.rfc-editor.org/rfc/rfc8446)) only.
    case tls13 = "1.3"

    var version: TLSVersion {
        switch self {
        case .tls12: .tlsv12
        case .tls13: .tlsv13
        }
    }
}
