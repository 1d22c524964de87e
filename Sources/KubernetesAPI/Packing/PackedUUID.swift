/// UUIDs in the form that the API server gives them (RFC 9562: lower case, with hyphens), in 16 bytes instead of 36 letters.
enum PackedUUID {
    private static let hyphens = [8, 13, 18, 23]

    /// The 16 bytes; nil when the text is not in that very form.
    static func bytes(_ text: UnsafeBufferPointer<UInt8>) -> (UInt64, UInt64)? {
        guard text.count == 36 else { return nil }
        var halves: (UInt64, UInt64) = (0, 0)
        var digits = 0
        for (index, byte) in text.enumerated() {
            if index == 8 || index == 13 || index == 18 || index == 23 {
                guard byte == UInt8(ascii: "-") else { return nil }
                continue
            }
            let digit: UInt8
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
            default: return nil
            }
            if digits < 16 { halves.0 = halves.0 << 4 | UInt64(digit) } else { halves.1 = halves.1 << 4 | UInt64(digit) }
            digits += 1
        }
        return halves
    }

    /// The text of 16 bytes.
    static func text(_ high: UInt64, _ low: UInt64) -> String {
        String(unsafeUninitializedCapacity: 36) { buffer in
            var digits = 0
            for index in 0..<36 {
                if hyphens.contains(index) {
                    buffer.initializeElement(at: index, to: UInt8(ascii: "-"))
                    continue
                }
                let half = digits < 16 ? high : low
                let digit = UInt8(truncatingIfNeeded: half >> UInt64(60 - 4 * (digits & 15)) & 0xF)
                buffer.initializeElement(at: index, to: digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
                digits += 1
            }
            return 36
        }
    }
}
