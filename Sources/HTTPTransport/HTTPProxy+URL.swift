extension HTTPProxy {
    /// Reads a proxy's URL: `http://user:password@proxy:3128`, `socks5://proxy:1080`, or a bare `proxy:3128`, which is `http`.
    ///
    /// - Throws: ``TransportError`` with code `invalidRequest` that names what is wrong, without the password.
    public init(url: String) throws {
        var rest = Substring(url)
        var scheme = "http"
        if let mark = rest.firstRange(of: "://") {
            scheme = rest[..<mark.lowerBound].lowercased()
            rest = rest[mark.upperBound...]
        }
        rest = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        var credential: Credential?
        if let at = rest.lastIndex(of: "@") {
            let parts = rest[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(Self.decoded)
            credential = Credential(user: parts.first ?? "", password: parts.count > 1 ? parts[1] : "")
            rest = rest[rest.index(after: at)...]
        }
        let kind: Kind
        switch scheme {
        case "http": kind = .http
        case "socks5", "socks5h": kind = .socks5
        case "https":
            throw TransportError(
                .invalidRequest, "proxy https://\(rest): a proxy that is itself spoken to over TLS cannot be used; name it by http://")
        default: throw TransportError(.invalidRequest, "proxy \(scheme)://\(rest): the scheme has to be http or socks5")
        }
        guard kind == .http || credential == nil else {
            throw TransportError(.invalidRequest, "proxy socks5://\(rest): a SOCKS proxy with a password cannot be used")
        }
        let (host, port) = try Self.address(rest, standardPort: kind == .http ? 80 : 1080)
        self.init(kind, host: host, port: port, credential: credential)
    }

    private static func address(_ text: Substring, standardPort: Int) throws -> (String, Int) {
        var host = text
        var port: Substring?
        if text.first == "[", let end = text.firstIndex(of: "]") {
            host = text[text.index(after: text.startIndex)..<end]
            let after = text[text.index(after: end)...]
            port = after.isEmpty ? nil : after.dropFirst()
        } else if let colon = text.lastIndex(of: ":") {
            host = text[..<colon]
            port = text[text.index(after: colon)...]
        }
        let number = port.map { Int($0) } ?? standardPort
        guard !host.isEmpty, let number, (1...65_535).contains(number) else {
            throw TransportError(.invalidRequest, "proxy \(text): it has to be a host and a port, 1 to 65535")
        }
        return (String(host), number)
    }

    private static func decoded(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2, let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
