/// Base 64 of RFC 4648, standard and URL alphabets.
enum Base64 {
    private static let standard = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let url = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    /// Encodes with padding.
    static func encode(_ bytes: some Collection<UInt8>) -> String { encode(bytes, alphabet: standard, padded: true) }

    /// Encodes with the URL alphabet and without padding, as JSON Web Tokens want it.
    static func encodeURL(_ bytes: some Collection<UInt8>) -> String { encode(bytes, alphabet: url, padded: false) }

    /// Decodes either alphabet; padding and line breaks are optional. Returns nil on any other character.
    static func decode(_ text: some StringProtocol) -> [UInt8]? {
        var out: [UInt8] = []
        var buffer: UInt32 = 0
        var bits = 0
        for character in text.utf8 {
            let value: UInt32
            switch character {
            case 65...90: value = UInt32(character) - 65
            case 97...122: value = UInt32(character) - 71
            case 48...57: value = UInt32(character) + 4
            case 43, 45: value = 62
            case 47, 95: value = 63
            case 61, 10, 13: continue
            default: return nil
            }
            buffer = (buffer << 6 | value) & 0xFFFFFF
            bits += 6
            if bits >= 8 {
                bits -= 8
                out.append(UInt8(truncatingIfNeeded: buffer >> UInt32(bits)))
            }
        }
        return out
    }

    private static func encode(_ bytes: some Collection<UInt8>, alphabet: [UInt8], padded: Bool) -> String {
        var out: [UInt8] = []
        var buffer: UInt32 = 0
        var bits = 0
        for byte in bytes {
            buffer = (buffer << 8 | UInt32(byte)) & 0xFFFFFF
            bits += 8
            while bits >= 6 {
                bits -= 6
                out.append(alphabet[Int(buffer >> UInt32(bits)) & 63])
            }
        }
        if bits > 0 { out.append(alphabet[Int(buffer << UInt32(6 - bits)) & 63]) }
        while padded, out.count % 4 != 0 { out.append(61) }
        return String(decoding: out, as: UTF8.self)
    }
}
