/// The content of a string or bytes literal as it is read.
struct StringLiteral {
    let isBytes: Bool
    private var text = String.UnicodeScalarView()
    private var bytes: [UInt8] = []

    init(isBytes: Bool) { self.isBytes = isBytes }

    /// The escape sequences of one character.
    static let escapes: [Unicode.Scalar: Unicode.Scalar] = [
        "\\": "\\", "?": "?", "\"": "\"", "'": "'", "`": "`", "a": "\u{07}", "b": "\u{08}", "f": "\u{0C}", "n": "\n", "r": "\r",
        "t": "\t", "v": "\u{0B}",
    ]

    /// The word that the literal is.
    var kind: Token.Kind { isBytes ? .bytes(bytes) : .string(String(text)) }

    mutating func append(_ scalar: Unicode.Scalar) {
        if isBytes { bytes += Array(String(Character(scalar)).utf8) } else { text.append(scalar) }
    }

    /// Appends what a number stands for: a byte in bytes, else a scalar; false when it is none.
    mutating func append(code: UInt32) -> Bool {
        if isBytes {
            guard let byte = UInt8(exactly: code) else { return false }
            bytes.append(byte)
            return true
        }
        guard let scalar = Unicode.Scalar(code) else { return false }
        text.append(scalar)
        return true
    }
}
