/// A word of an expression.
struct Token: Sendable, Equatable {
    /// What the word is.
    enum Kind: Sendable, Equatable {
        case identifier(String)
        /// The digits, with `0x` before hexadecimal ones.
        case int(String)
        case uint(String)
        case double(Double)
        case string(String)
        case bytes([UInt8])
        case symbol(String)
        case end
    }

    var kind: Kind
    /// Where it begins, in Unicode scalars.
    var offset: Int

    /// The word as messages show it.
    var text: String {
        switch kind {
        case .identifier(let text), .symbol(let text), .int(let text): text
        case .uint(let text): text + "u"
        case .double(let number): String(number)
        case .string(let text): "\"\(text)\""
        case .bytes: "bytes"
        case .end: "<EOF>"
        }
    }
}
