/// An address with a port as iControl writes it: `10.0.0.1:80`, `10.0.0.1%2:80`, `2001:db8::1.80`, `*:8080`, `*:*`.
struct Destination: Hashable, Sendable {
    /// `nil` for `*`.
    let address: IPAddress?
    /// 0 for `*` and `any`.
    let port: Int

    /// `nil` when the text is none of the forms above.
    init?(_ text: String) {
        // IPv6 has colons of its own, so its port follows a dot.
        let separator: Character = text.filter { $0 == ":" }.count > 1 ? "." : ":"
        guard let split = text.lastIndex(of: separator) else { return nil }
        let host = text[..<split].prefix { $0 != "%" }
        let service = text[text.index(after: split)...]
        switch service {
        case "*", "any": port = 0
        case "http": port = 80
        case "https": port = 443
        default:
            guard let number = Int(service), (0...65535).contains(number) else { return nil }
            port = number
        }
        if host == "*" {
            address = nil
        } else {
            guard let parsed = IPAddress(String(host)) else { return nil }
            address = parsed
        }
    }
}
