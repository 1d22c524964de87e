/// A proxy through which connections are made. Its description leaves a password out.
///
/// `http` proxies are asked by `CONNECT` (RFC 9110, section 9.3.6), `socks5` proxies by RFC 1928 without authentication.
public struct HTTPProxy: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible {
    /// How the proxy is spoken to.
    public enum Kind: String, Sendable, Hashable {
        /// `CONNECT` over a plain connection.
        case http
        /// SOCKS version 5.
        case socks5
    }

    /// How the proxy is spoken to.
    public var kind: Kind
    /// The proxy's name or address.
    public var host: String
    /// The proxy's port.
    public var port: Int
    /// The user and the password for an `http` proxy, if it wants them.
    public var credential: Credential?

    /// A user and a password.
    public struct Credential: Sendable, Hashable, CustomStringConvertible {
        /// The user.
        public var user: String
        /// The password.
        public var password: String

        /// Makes one.
        public init(user: String, password: String) {
            self.user = user
            self.password = password
        }

        public var description: String { "\(user) with a password" }
    }

    /// Makes a proxy.
    public init(_ kind: Kind, host: String, port: Int, credential: Credential? = nil) {
        self.kind = kind
        self.host = host
        self.port = port
        self.credential = credential
    }

    public var description: String { "\(kind.rawValue)://\(host.contains(":") ? "[\(host)]" : host):\(port)" }
    public var debugDescription: String { description }
}
