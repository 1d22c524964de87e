#if canImport(Glibc)
    import Glibc
#endif

/// An IP address as its bytes: four or sixteen.
struct IPAddress: Hashable {
    let bytes: [UInt8]

    init?(_ text: String) {
        var four = in_addr()
        var six = in6_addr()
        if inet_pton(AF_INET, text, &four) == 1 {
            bytes = withUnsafeBytes(of: &four) { Array($0) }
        } else if inet_pton(AF_INET6, text, &six) == 1 {
            bytes = withUnsafeBytes(of: &six) { Array($0) }
        } else {
            return nil
        }
    }

    var isLoopback: Bool { bytes.count == 4 ? bytes.first == 127 : bytes == Array(repeating: 0, count: 15) + [1] }
}

/// A range of addresses: `10.0.0.0/8`, or one address.
struct AddressBlock {
    private let network: IPAddress
    private let bits: Int

    init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1).map(String.init)
        guard let first = parts.first, let network = IPAddress(first) else { return nil }
        let bits = parts.count == 2 ? Int(parts[1]) : network.bytes.count * 8
        guard let bits, (0...network.bytes.count * 8).contains(bits) else { return nil }
        self.network = network
        self.bits = bits
    }

    func contains(_ address: IPAddress) -> Bool {
        guard address.bytes.count == network.bytes.count else { return false }
        return (0..<bits).allSatisfy { bit in
            let mask = UInt8(0x80) >> UInt8(bit % 8)
            return address.bytes[bit / 8] & mask == network.bytes[bit / 8] & mask
        }
    }
}
