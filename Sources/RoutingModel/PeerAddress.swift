/// Writes an endpoint the way nginx prints it, so that nginx recognises a peer it has tried: `10.0.0.1:80`, `[2001:db8::1]:80` (RFC 5952).
public enum PeerAddress {
    /// The peer of an address and a port; `nil` when the address is not a literal or the port not in 1...65535.
    public static func text(address: String, port: Int) -> String? {
        guard (1...65535).contains(port) else { return nil }
        if isIPv4(address) { return "\(address):\(port)" }
        return canonicalIPv6(address).map { "[\($0)]:\(port)" }
    }

    /// Whether the text is an IPv4 address in dotted decimal.
    public static func isIPv4(_ text: String) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy { part in
                (1...3).contains(part.utf8.count) && part.utf8.allSatisfy { (0x30...0x39).contains($0) }
                    && (part.utf8.count == 1 || part.first != "0") && UInt8(part) != nil
            }
    }

    /// The canonical text of an IPv6 address, or `nil`.
    static func canonicalIPv6(_ text: String) -> String? {
        guard let groups = groups(of: text) else { return nil }
        var best = 0..<0
        var start: Int?
        for index in 0...8 {
            if index < 8, groups[index] == 0 {
                start = start ?? index
            } else if let first = start {
                if index - first > best.count, index - first > 1 { best = first..<index }
                start = nil
            }
        }
        func hex(_ range: Range<Int>) -> String {
            groups[range].map { String($0, radix: 16) }.joined(separator: ":")
        }
        return best.isEmpty ? hex(0..<8) : "\(hex(0..<best.lowerBound))::\(hex(best.upperBound..<8))"
    }

    private static func groups(of text: String) -> [UInt16]? {
        func read(_ part: Substring) -> [UInt16]? {
            if part.isEmpty { return [] }
            var values: [UInt16] = []
            for group in part.split(separator: ":", omittingEmptySubsequences: false) {
                guard (1...4).contains(group.utf8.count), let value = UInt16(group, radix: 16) else { return nil }
                values.append(value)
            }
            return values
        }
        guard let gap = text.firstRange(of: "::") else {
            guard let all = read(text[...]), all.count == 8 else { return nil }
            return all
        }
        guard let head = read(text[..<gap.lowerBound]), let tail = read(text[gap.upperBound...]), head.count + tail.count < 8 else {
            return nil
        }
        return head + Array(repeating: 0, count: 8 - head.count - tail.count) + tail
    }
}
