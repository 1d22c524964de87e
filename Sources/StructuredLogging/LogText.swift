/// Makes text fit to stand on a line of a log: without secrets, and not endless. Pure.
enum LogText {
    /// What stands in place of a secret.
    static let redacted = "[redacted]"

    /// A text of at most so many bytes, without bearer tokens, JSON web tokens and private keys.
    static func safe(_ text: String, limit: Int) -> String { cut(withoutSecrets(text), limit: limit) }

    /// Whether metadata of that key is a secret whatever it looks like.
    static func isSecret(key: String) -> Bool {
        let key = key.lowercased()
        return ["authorization", "token", "password", "passwd", "passphrase", "bearer", "privatekey", "private_key", "private-key"]
            .contains { key.hasSuffix($0) }
    }

    static func cut(_ text: String, limit: Int) -> String {
        guard text.utf8.count > limit else { return text }
        var end = text.utf8.index(text.utf8.startIndex, offsetBy: limit)
        while end > text.startIndex, end.samePosition(in: text.unicodeScalars) == nil { end = text.utf8.index(before: end) }
        return "\(text[..<end])... (\(text.utf8.count - text.utf8[..<end].count) bytes more)"
    }

    static func withoutSecrets(_ text: String) -> String {
        let bytes = Array(text.utf8)
        var clean: [UInt8] = []
        var index = 0
        var kept = 0
        while index < bytes.count {
            guard let secret = secret(in: bytes, at: index) else {
                index += 1
                continue
            }
            clean += bytes[kept..<secret.lowerBound] + Array(redacted.utf8)
            kept = secret.upperBound
            index = secret.upperBound
        }
        return kept == 0 ? text : String(decoding: clean + bytes[kept...], as: UTF8.self)
    }

    /// The part of a secret that starts at an index, or that a word there announces.
    private static func secret(in bytes: [UInt8], at index: Int) -> Range<Int>? {
        switch bytes[index] {
        case UInt8(ascii: "b"), UInt8(ascii: "B"):
            guard has("bearer", in: bytes, at: index) else { return nil }
            var start = index + 6
            while start < bytes.count, bytes[start] == 0x20 || bytes[start] == UInt8(ascii: ":") { start += 1 }
            let end = run(in: bytes, from: start)
            return start > index + 6 && end - start >= 8 ? start..<end : nil
        case UInt8(ascii: "e"):
            // A JSON web token begins with {" in base64.
            guard has("eyj", in: bytes, at: index) else { return nil }
            let end = run(in: bytes, from: index)
            return end - index >= 16 ? index..<end : nil
        case UInt8(ascii: "-"):
            guard has("-----begin", in: bytes, at: index) else { return nil }
            let line = index..<min(index + 64, bytes.count)
            guard line.contains(where: { has("private key", in: bytes, at: $0) }) else { return nil }
            let end = (index + 1..<bytes.count).first { has("-----end", in: bytes, at: $0) } ?? bytes.count
            return index..<end
        default: return nil
        }
    }

    /// Whether a word of small letters stands there, in whatever case.
    private static func has(_ word: StaticString, in bytes: [UInt8], at index: Int) -> Bool {
        guard index + word.utf8CodeUnitCount <= bytes.count else { return false }
        return word.withUTF8Buffer { word in
            word.indices.allSatisfy { offset in
                let byte = bytes[index + offset]
                return ((UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte) == word[offset]
            }
        }
    }

    /// The end of the characters of a token, RFC 6750's `b64token`.
    private static func run(in bytes: [UInt8], from start: Int) -> Int {
        var end = start
        while end < bytes.count, isTokenCharacter(bytes[end]) { end += 1 }
        return end
    }

    private static func isTokenCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "+"), UInt8(ascii: "/"),
            UInt8(ascii: "="):
            true
        default: false
        }
    }
}
