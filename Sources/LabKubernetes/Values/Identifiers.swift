/// The random names that an API server gives out.
enum Identifiers {
    /// A version 4 UUID in lower case (`metadata.uid`).
    static func uid(using generator: inout some RandomNumberGenerator) -> String {
        var bytes = (0..<16).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        bytes[6] = bytes[6] & 0x0F | 0x40
        bytes[8] = bytes[8] & 0x3F | 0x80
        let digits = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
        return [0..<4, 4..<6, 6..<8, 8..<10, 10..<16].map { digits[$0].joined() }.joined(separator: "-")
    }

    /// A version 4 UUID from the machine's randomness.
    static func uid() -> String {
        var generator = SystemRandomNumberGenerator()
        return uid(using: &generator)
    }

    /// The five letters that follow `metadata.generateName`, from the alphabet Kubernetes uses (no vowels, no look-alikes).
    static func suffix() -> String {
        let alphabet = Array("bcdfghjklmnpqrstvwxz2456789")
        return String((0..<5).map { _ in alphabet.randomElement() ?? "x" })
    }
}
