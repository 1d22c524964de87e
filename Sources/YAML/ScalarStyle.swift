import JSON

/// How a string is written so that every YAML reader gets the same string back.
enum ScalarStyle {
    /// Plain where that is safe in YAML 1.1 and 1.2, otherwise in double quotation marks.
    static func inline(_ text: String) -> String {
        isSafePlain(text) ? text : quoted(text)
    }

    /// A literal block without the final line feed; `nil` for a text of one line, or one that a block cannot carry.
    static func literal(_ text: String, indent: Int) -> String? {
        guard text.contains("\n"), text.unicodeScalars.allSatisfy({ $0 == "\n" || isPrintable($0) }) else { return nil }
        let body = text.hasSuffix("\n") ? String(text.dropLast()) : text
        // Blank ends and a leading space would need indicators that people stumble over.
        guard !body.isEmpty, !body.hasSuffix("\n"), !body.hasPrefix("\n"), !body.hasPrefix(" "), !body.hasPrefix("\t") else { return nil }
        let lines = body.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.allSatisfy({ !$0.hasSuffix(" ") }) else { return nil }
        let lead = String(repeating: " ", count: indent)
        return (text.hasSuffix("\n") ? "|" : "|-") + lines.map { $0.isEmpty ? "\n" : "\n" + lead + $0 }.joined()
    }

    private static func isSafePlain(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first, let last = text.unicodeScalars.last, isWord(first) || first == "/", last != " ",
            last != ":"
        else { return false }
        var before = first
        for scalar in text.unicodeScalars {
            if before == ":", scalar == " " { return false }
            guard isWord(scalar) || "-./+@=:() ".unicodeScalars.contains(scalar) else { return false }
            before = scalar
        }
        return !isOtherKind(text)
    }

    /// Whether some version of YAML takes the plain text for something other than a string.
    private static func isOtherKind(_ text: String) -> Bool {
        let words: Set = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"]
        if words.contains(text.lowercased()) { return true }
        guard let first = text.utf8.first, first &- UInt8(ascii: "0") < 10 else { return false }
        let dots = text.utf8.count { $0 == UInt8(ascii: ".") }
        if dots > 1, text.utf8.allSatisfy({ $0 == UInt8(ascii: ".") || $0 &- UInt8(ascii: "0") < 10 }) { return false }
        return text.utf8.allSatisfy { byte in
            byte &- UInt8(ascii: "0") < 10 || "abcdefABCDEFoxOXTtZz_.:+- ".utf8.contains(byte)
        }
    }

    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "_": true
        default: scalar.value >= 0xA1 && isPrintable(scalar) && scalar.properties.isAlphabetic
        }
    }

    /// YAML's printable characters without line breaks of other kinds and without what looks like nothing.
    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x20...0x7E: true
        case 0xA1...0x2027, 0x202A...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD, 0x10000...0x10FFFF: true
        default: false
        }
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case "\r": result += "\\r"
            default:
                if isPrintable(scalar) {
                    result.unicodeScalars.append(scalar)
                } else {
                    let digits = String(scalar.value, radix: 16)
                    result += "\\u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
                }
            }
        }
        return result + "\""
    }
}
