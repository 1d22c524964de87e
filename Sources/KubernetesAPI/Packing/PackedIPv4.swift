/// IPv4 addresses in dotted decimal without leading zeros, in four bytes instead of up to fifteen letters.
enum PackedIPv4 {
    /// The four bytes; nil when the text is not in that very form.
    static func bytes(_ text: some Sequence<UInt8>) -> UInt32? {
        var address: UInt32 = 0
        var parts = 0
        var part: UInt32 = 0
        var digits = 0
        for byte in text {
            if byte == UInt8(ascii: ".") {
                guard digits > 0, parts < 3 else { return nil }
                address = address << 8 | part
                (parts, part, digits) = (parts + 1, 0, 0)
            } else {
                guard byte &- UInt8(ascii: "0") < 10, digits == 0 || part > 0 else { return nil }
                part = part * 10 + UInt32(byte - UInt8(ascii: "0"))
                digits += 1
                guard part < 256 else { return nil }
            }
        }
        guard parts == 3, digits > 0 else { return nil }
        return address << 8 | part
    }

    /// The text of four bytes.
    static func text(_ address: UInt32) -> String {
        "\(address >> 24).\(address >> 16 & 0xFF).\(address >> 8 & 0xFF).\(address & 0xFF)"
    }
}
