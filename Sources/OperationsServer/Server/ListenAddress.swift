/// Where a server listens.
public struct ListenAddress: Sendable, Hashable, CustomStringConvertible {
    /// The address, `0.0.0.0` or `::` for all.
    public var host: String
    /// The port; 0 lets the system choose.
    public var port: Int

    /// Makes an address.
    public init(host: String = "0.0.0.0", port: Int) {
        self.host = host
        self.port = port
    }

    /// Reads `:8080`, `127.0.0.1:8080` or `[::1]:8080`; nil when the text is none of them.
    public init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else { return nil }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            return nil
        }
        self.init(host: host.isEmpty ? "0.0.0.0" : String(host), port: Int(port))
    }

    /// `127.0.0.1:8080`.
    public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
