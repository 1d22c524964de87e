/// Cuts an expression into words.
/// <https://github.com/google/cel-spec/blob/master/doc/langdef.md#syntax>
struct Lexer {
    /// How long an expression may be, in Unicode scalars.
    static let lengthLimit = 100_000

    private let source: String
    private let scalars: [Unicode.Scalar]
    private var place = 0

    private init(_ source: String) {
        self.source = source
        scalars = Array(source.unicodeScalars)
    }

    /// The words of an expression, the last one ``Token/Kind/end``.
    static func tokens(_ source: String) throws(CELError) -> [Token] {
        var lexer = Lexer(source)
        let length = lexer.scalars.count
        if length > lengthLimit { throw lexer.error("expression code point size exceeds limit: size: \(length), limit \(lengthLimit)", 0) }
        var tokens: [Token] = []
        while true {
            let token = try lexer.next()
            tokens.append(token)
            if token.kind == .end { return tokens }
        }
    }

    private func peek(_ ahead: Int = 0) -> Unicode.Scalar? {
        place + ahead < scalars.count ? scalars[place + ahead] : nil
    }

    private mutating func next() throws(CELError) -> Token {
        skipSpace()
        let start = place
        guard let first = peek() else { return Token(kind: .end, offset: start) }
        if let string = try quoted() { return Token(kind: string, offset: start) }
        if Self.isLetter(first) {
            while let scalar = peek(), Self.isLetter(scalar) || Self.isDigit(scalar) { place += 1 }
            return Token(kind: .identifier(text(start..<place)), offset: start)
        }
        if Self.isDigit(first) || (first == "." && peek(1).map(Self.isDigit) == true) {
            return Token(kind: try number(), offset: start)
        }
        for symbol in Self.symbols where starts(with: symbol) {
            place += symbol.unicodeScalars.count
            return Token(kind: .symbol(symbol), offset: start)
        }
        throw error("Syntax error: token recognition error at: '\(first)'", start)
    }

    private static let symbols = [
        "==", "!=", "<=", ">=", "&&", "||", "<", ">", "!", "+", "-", "*", "/", "%", "?", ":", ".", ",", "(", ")", "[", "]", "{", "}",
    ]

    private mutating func skipSpace() {
        while let scalar = peek() {
            if [" ", "\t", "\n", "\r", "\u{0C}"].contains(scalar) {
                place += 1
            } else if scalar == "/", peek(1) == "/" {
                while let scalar = peek(), scalar != "\n" { place += 1 }
            } else {
                return
            }
        }
    }

    private mutating func number() throws(CELError) -> Token.Kind {
        let start = place
        if starts(with: "0x") || starts(with: "0X") {
            place += 2
            let digits = take(Self.isHexDigit)
            if digits.isEmpty { throw error("Syntax error: invalid int literal", start) }
            return ended("0x" + digits)
        }
        let whole = take(Self.isDigit)
        var isDouble = false
        if peek() == ".", peek(1).map(Self.isDigit) == true {
            isDouble = true
            place += 1
            _ = take(Self.isDigit)
        }
        if peek() == "e" || peek() == "E" {
            let sign = peek(1) == "+" || peek(1) == "-" ? 1 : 0
            if peek(1 + sign).map(Self.isDigit) == true {
                isDouble = true
                place += 1 + sign
                _ = take(Self.isDigit)
            }
        }
        guard isDouble else { return ended(whole) }
        guard let number = Double(text(start..<place)), number.isFinite else { throw error("Syntax error: invalid double literal", start) }
        return .double(number)
    }

    private mutating func ended(_ digits: String) -> Token.Kind {
        guard peek() == "u" || peek() == "U" else { return .int(digits) }
        place += 1
        return .uint(digits)
    }

    /// A string or bytes literal; nil when the next word is none.
    private mutating func quoted() throws(CELError) -> Token.Kind? {
        var isRaw = false
        var isBytes = false
        var ahead = 0
        if peek(ahead) == "b" || peek(ahead) == "B" {
            isBytes = true
            ahead += 1
        }
        if peek(ahead) == "r" || peek(ahead) == "R" {
            isRaw = true
            ahead += 1
        }
        guard let quote = peek(ahead), quote == "\"" || quote == "'" else { return nil }
        let start = place
        place += ahead
        let isTriple = peek(1) == quote && peek(2) == quote
        place += isTriple ? 3 : 1
        var literal = StringLiteral(isBytes: isBytes)
        while let scalar = peek() {
            if scalar == quote, !isTriple || (peek(1) == quote && peek(2) == quote) {
                place += isTriple ? 3 : 1
                return literal.kind
            }
            if !isTriple, scalar == "\n" || scalar == "\r" { break }
            place += 1
            if scalar == "\\", !isRaw {
                try escape(&literal)
            } else {
                literal.append(scalar)
            }
        }
        throw error("Syntax error: a string literal does not end", start)
    }

    private mutating func escape(_ literal: inout StringLiteral) throws(CELError) {
        let start = place - 1
        guard let scalar = peek() else { throw error("Syntax error: a string literal does not end", start) }
        place += 1
        if let plain = StringLiteral.escapes[scalar] { return literal.append(plain) }
        var radix = 16
        let count: Int
        switch scalar {
        case "x", "X": count = 2
        case "u" where !literal.isBytes: count = 4
        case "U" where !literal.isBytes: count = 8
        case "0"..."3":
            place -= 1
            radix = 8
            count = 3
        default: throw error("Syntax error: \\\(scalar) is no escape sequence", start)
        }
        let end = min(place + count, scalars.count)
        guard end - place == count, scalars[place..<end].allSatisfy(Self.isHexDigit), let code = UInt32(text(place..<end), radix: radix)
        else { throw error("Syntax error: an escape sequence needs \(count) digits", start) }
        place = end
        if !literal.append(code: code) { throw error("Syntax error: \(text(start..<end)) is no Unicode scalar", start) }
    }

    private mutating func take(_ fits: (Unicode.Scalar) -> Bool) -> String {
        let start = place
        while let scalar = peek(), fits(scalar) { place += 1 }
        return text(start..<place)
    }

    private func starts(with symbol: String) -> Bool {
        scalars[place...].starts(with: symbol.unicodeScalars)
    }

    private func text(_ range: Range<Int>) -> String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars[range])
        return String(text)
    }

    private func error(_ message: String, _ offset: Int) -> CELError {
        CELError(code: .syntax, message: message, expression: source, offset: offset)
    }

    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || scalar == "_"
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

    private static func isHexDigit(_ scalar: Unicode.Scalar) -> Bool {
        isDigit(scalar) || ("a"..."f").contains(scalar) || ("A"..."F").contains(scalar)
    }
}
