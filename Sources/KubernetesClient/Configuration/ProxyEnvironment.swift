import HTTPTransport

/// The proxies that a process' environment names: `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`, in capitals or not, read as Go programs do.
///
/// See <https://pkg.go.dev/golang.org/x/net/http/httpproxy>.
struct ProxyEnvironment {
    let environment: [String: String]

    /// The proxy for a server; `nil` where it is called directly.
    ///
    /// - Throws: `TransportError` when the variable is no proxy's URL.
    func proxy(for server: ServerURL) throws -> HTTPProxy? {
        let value = server.isPlain ? variable("HTTP_PROXY") : variable("HTTPS_PROXY")
        guard let value, !bypasses(server) else { return nil }
        return try HTTPProxy(url: value)
    }

    private func variable(_ name: String) -> String? {
        (environment[name] ?? environment[name.lowercased()]).flatMap { $0.isEmpty ? nil : $0 }
    }

    private func bypasses(_ server: ServerURL) -> Bool {
        let host = server.host.lowercased()
        let address = IPAddress(host)
        if host == "localhost" || address?.isLoopback == true { return true }
        for entry in (variable("NO_PROXY") ?? "").split(separator: ",") {
            let rule = entry.filter { !$0.isWhitespace }.lowercased()
            if rule == "*" { return true }
            let (name, port) = Self.parts(rule)
            if let port, port != server.port { continue }
            if let address, let block = AddressBlock(name) {
                if block.contains(address) { return true }
            } else if address == nil {
                // `.example.com` is what lies below it; `example.com` and `*.example.com` too, the first with itself.
                let suffix = name.hasPrefix("*.") ? String(name.dropFirst()) : name
                if suffix.hasPrefix(".") ? host.hasSuffix(suffix) : (host == suffix || host.hasSuffix(".\(suffix)")), !suffix.isEmpty {
                    return true
                }
            }
        }
        return false
    }

    private static func parts(_ rule: String) -> (String, Int?) {
        if rule.hasPrefix("["), let end = rule.firstIndex(of: "]") {
            let port = rule[rule.index(after: end)...].dropFirst()
            return (String(rule[rule.index(after: rule.startIndex)..<end]), Int(port))
        }
        let fields = rule.split(separator: ":", omittingEmptySubsequences: false)
        guard fields.count == 2, let port = Int(fields[1]) else { return (rule, nil) }
        return (String(fields[0]), port)
    }
}
