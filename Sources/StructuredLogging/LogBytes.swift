import Logging

/// The bytes of a line as they grow.
struct LogBytes {
    /// The longest message, and the longest value of metadata, in bytes.
    static let messageLimit = 8192
    static let valueLimit = 2048
    /// A line whose message and metadata are longer loses the rest of its metadata.
    static let lineLimit = 32_768

    private(set) var bytes: [UInt8] = []

    var isFull: Bool { bytes.count > Self.lineLimit }

    mutating func raw(_ text: String) { bytes += text.utf8 }

    /// A JSON string.
    mutating func string(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        escaped(text, quotes: true)
        bytes.append(UInt8(ascii: "\""))
    }

    /// Text without anything that could end the line or steer a terminal: control characters, line separators, changes of direction.
    mutating func escaped(_ text: String, quotes: Bool) {
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"" where quotes: raw("\\\"")
            case "\\" where quotes: raw("\\\\")
            case "\n": raw("\\n")
            case "\r": raw("\\r")
            case "\t": raw("\\t")
            case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{2028}"..."\u{202E}", "\u{2066}"..."\u{2069}":
                let digits = String(scalar.value, radix: 16)
                raw("\\u" + String(repeating: "0", count: 4 - digits.count) + digits)
            default: bytes += Unicode.UTF8.encode(scalar).map(Array.init) ?? []
            }
        }
    }

    /// A value of metadata as JSON. Numbers and truth values stay what they are.
    mutating func value(_ value: Logger.MetadataValue, depth: Int = 0) {
        guard depth < 8, !isFull else { return string("...") }
        switch value {
        case .string(let text): string(LogText.safe(text, limit: Self.valueLimit))
        case .stringConvertible(let number as any BinaryInteger): raw("\(number)")
        case .stringConvertible(let flag as Bool): raw(flag ? "true" : "false")
        case .stringConvertible(let number as Double) where number.isFinite: raw("\(number)")
        case .stringConvertible(let other): string(LogText.safe(other.description, limit: Self.valueLimit))
        case .array(let values):
            raw("[")
            for (index, element) in values.enumerated() {
                if index > 0 { raw(",") }
                self.value(element, depth: depth + 1)
            }
            raw("]")
        case .dictionary(let members):
            raw("{")
            for (index, member) in members.sorted(by: { $0.key < $1.key }).enumerated() {
                if index > 0 { raw(",") }
                self.member(member.key, member.value, depth: depth + 1)
            }
            raw("}")
        }
    }

    /// A member of a JSON object; of a secret only that there is one.
    mutating func member(_ key: String, _ value: Logger.MetadataValue, depth: Int = 0) {
        string(LogText.cut(key, limit: 256))
        raw(":")
        if LogText.isSecret(key: key) { string(LogText.redacted) } else { self.value(value, depth: depth) }
    }
}
