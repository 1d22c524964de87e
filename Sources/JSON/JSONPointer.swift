/// A place in a JSON value (RFC 6901): `/spec/rules/0/host`.
public struct JSONPointer: Sendable, Hashable, CustomStringConvertible {
    /// The reference tokens, unescaped; none means the whole.
    public var tokens: [String]

    /// A pointer by its tokens.
    public init(tokens: [String]) {
        self.tokens = tokens
    }

    /// Reads a pointer.
    ///
    /// - Throws: ``JSONError`` when the text neither is empty nor starts with a slash, or has a `~` that escapes nothing.
    public init(_ text: String) throws(JSONError) {
        if text.isEmpty {
            tokens = []
            return
        }
        guard text.utf8.first == UInt8(ascii: "/") else {
            throw JSONError(.patch, message: "the JSON pointer \"\(text)\" must be empty or start with /")
        }
        var tokens: [String] = []
        for part in text.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            guard let token = JSONPointer.unescape(part) else {
                throw JSONError(.patch, message: "the JSON pointer \"\(text)\" has a ~ that is neither ~0 nor ~1")
            }
            tokens.append(token)
        }
        self.tokens = tokens
    }

    /// The text of the pointer.
    public var description: String {
        tokens.map { token in
            var escaped = "/"
            for character in token.unicodeScalars {
                switch character {
                case "~": escaped += "~0"
                case "/": escaped += "~1"
                default: escaped.unicodeScalars.append(character)
                }
            }
            return escaped
        }.joined()
    }

    /// The value at this place, if there is one.
    public func value(in root: JSONValue) -> JSONValue? {
        var value = root
        for token in tokens {
            switch value {
            case .object(let members):
                guard let member = members[token] else { return nil }
                value = member
            case .array(let elements):
                guard let index = JSONPointer.index(token), elements.indices.contains(index) else { return nil }
                value = elements[index]
            default: return nil
            }
        }
        return value
    }

    /// An array index: digits without a leading zero.
    static func index(_ token: String) -> Int? {
        guard token.utf8.allSatisfy({ $0 &- UInt8(ascii: "0") < 10 }), token == "0" || token.utf8.first != UInt8(ascii: "0") else {
            return nil
        }
        return Int(token)
    }

    private static func unescape(_ part: Substring.UTF8View) -> String? {
        var bytes: [UInt8] = []
        var iterator = part.makeIterator()
        while let byte = iterator.next() {
            guard byte == UInt8(ascii: "~") else {
                bytes.append(byte)
                continue
            }
            switch iterator.next() {
            case UInt8(ascii: "0"): bytes.append(UInt8(ascii: "~"))
            case UInt8(ascii: "1"): bytes.append(UInt8(ascii: "/"))
            default: return nil
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
