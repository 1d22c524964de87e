/// The parts of an API server's URL.
struct ServerURL: Hashable {
    /// Whether it is `http`.
    let isPlain: Bool
    /// The name or address, an IPv6 one without brackets.
    let host: String
    /// The port, also where the URL leaves it out.
    let port: Int
    /// The path below which the API is served, without a slash at its end.
    let path: String

    /// - Throws: ``KubernetesError/configuration(_:)`` that names the URL.
    init(_ text: String) throws {
        // As client-go does, what has no scheme is taken for the address of a server with TLS.
        let whole = text.contains("://") ? text : "https://\(text)"
        guard let mark = whole.firstRange(of: "://"), ["http", "https"].contains(whole[..<mark.lowerBound].lowercased()) else {
            throw KubernetesError.configuration("server \"\(text)\": it has to be an https URL, https://host:6443 for instance")
        }
        isPlain = whole[..<mark.lowerBound].lowercased() == "http"
        let rest = whole[mark.upperBound...]
        let authority = rest.prefix { $0 != "/" }
        var path = rest.dropFirst(authority.count)
        while path.last == "/" { path = path.dropLast() }
        self.path = String(path)
        var host = authority
        var port: Int? = isPlain ? 80 : 443
        if authority.first == "[", let end = authority.firstIndex(of: "]") {
            host = authority[authority.index(after: authority.startIndex)..<end]
            let after = authority[authority.index(after: end)...]
            if !after.isEmpty { port = Int(after.dropFirst()) }
        } else if let colon = authority.lastIndex(of: ":") {
            host = authority[..<colon]
            port = Int(authority[authority.index(after: colon)...])
        }
        guard !host.isEmpty, let port, (1...65_535).contains(port), !host.contains("@") else {
            throw KubernetesError.configuration("server \"\(text)\": it has to be an https URL with a host and a port from 1 to 65535")
        }
        self.host = String(host)
        self.port = port
    }

    /// Host and port as a `Host` field and a metric's label have them; a port that is the scheme's own is left out.
    var authority: String { authority(of: host) }

    /// The URL, with another host in it where one is given; a port that is the scheme's own is left out.
    func text(host other: String? = nil) -> String { "\(isPlain ? "http" : "https")://\(authority(of: other ?? host))\(path)" }

    private func authority(of host: String) -> String {
        let name = host.contains(":") ? "[\(host)]" : host
        return port == (isPlain ? 80 : 443) ? name : "\(name):\(port)"
    }
}
