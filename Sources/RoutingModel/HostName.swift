/// Reads the host of an Ingress rule.
enum HostName {
    /// The key of the host in a routing table: lower case, `*.` and a name for a wildcard, empty for every host; `nil` if it is none of these.
    static func key(of host: String?) -> String? {
        guard let host, !host.isEmpty else { return "" }
        let key = host.lowercased()
        let name = key.hasPrefix("*.") ? key.dropFirst(2) : key[...]
        guard key.utf8.count <= 253, name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy(isLabel) else { return nil }
        return key
    }

    private static func isLabel(_ label: Substring) -> Bool {
        let bytes = label.utf8
        guard (1...63).contains(bytes.count), bytes.first != UInt8(ascii: "-"), bytes.last != UInt8(ascii: "-") else { return false }
        return bytes.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
            default: false
            }
        }
    }
}
