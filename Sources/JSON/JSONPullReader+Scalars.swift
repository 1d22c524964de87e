extension JSONPullReader {
    /// A number as it stands in the text.
    @usableFromInline
    enum Number {
        case small(Int64)
        case text(JSONScanner.Number)
    }

    /// Whether `null` is next; takes it if so.
    public mutating func takeNull() throws(JSONError) -> Bool {
        try expectValue()
        guard scanner.current == UInt8(ascii: "n") else { return false }
        try scanner.word("null")
        took()
        return true
    }

    /// Reads a string.
    public mutating func string() throws(JSONError) -> String { string(try text()) }

    /// Reads a string that many values share, such as a namespace or the name of a node: equal ones then share their bytes.
    public mutating func sharedString() throws(JSONError) -> String {
        let text = try text()
        if text.isEscaped { return JSONText.unescape(scanner.bytes[text.start..<text.end]) }
        return pool.string(UnsafeBufferPointer(rebasing: scanner.bytes[text.start..<text.end]))
    }

    /// Reads a string, or `nil` for `null`.
    public mutating func stringIfPresent() throws(JSONError) -> String? { try takeNull() ? nil : try string() }

    /// Reads a string as ``sharedString()`` does, or `nil` for `null`.
    public mutating func sharedStringIfPresent() throws(JSONError) -> String? { try takeNull() ? nil : try sharedString() }

    /// Gives the UTF-8 of the string that is next to `body`, without making a `String`.
    ///
    /// - Parameter body: must not keep the buffer.
    @inlinable
    public mutating func withString<Result>(
        _ body: (UnsafeBufferPointer<UInt8>) throws(JSONError) -> Result
    ) throws(JSONError) -> Result {
        let text = try text()
        guard text.isEscaped else { return try body(bytes(of: text)) }
        return try unescaped(text).withUnsafeBufferPointer(body)
    }

    /// Reads `true` or `false`.
    public mutating func bool() throws(JSONError) -> Bool {
        try expectValue()
        let isTrue = scanner.current == UInt8(ascii: "t")
        guard isTrue || scanner.current == UInt8(ascii: "f") else { throw mismatch("a boolean") }
        try scanner.word(isTrue ? "true" : "false")
        took()
        return isTrue
    }

    /// Reads `true` or `false`, or `nil` for `null`.
    public mutating func boolIfPresent() throws(JSONError) -> Bool? { try takeNull() ? nil : try bool() }

    /// Reads a whole number, which may be written in any way (`1.0`, `1e3`).
    ///
    /// - Throws: ``JSONError`` with code `invalid` when it is not whole or does not fit.
    @inlinable
    public mutating func integer<T: FixedWidthInteger>(_ type: T.Type = T.self) throws(JSONError) -> T {
        let number = try number("a whole number")
        switch number {
        case .small(let value):
            if let result = T(exactly: value) { return result }
        case .text(let text):
            if let result: T = integer(text) { return result }
        }
        throw outOfRange(number, "\(T.min)", "\(T.max)")
    }

    /// Reads a whole number, or `nil` for `null`.
    @inlinable
    public mutating func integerIfPresent<T: FixedWidthInteger>(_ type: T.Type = T.self) throws(JSONError) -> T? {
        try takeNull() ? nil : try integer(type)
    }

    /// Reads a number.
    public mutating func double() throws(JSONError) -> Double {
        switch try number("a number") {
        case .small(let value): Double(value)
        case .text(let text): Double(plain(text)) ?? 0
        }
    }

    /// Whether a number is next.
    public var isNumber: Bool { scanner.current == UInt8(ascii: "-") || scanner.current &- UInt8(ascii: "0") < 10 }

    // MARK: - Parts

    @usableFromInline
    mutating func text() throws(JSONError) -> JSONScanner.Text {
        try expectValue()
        guard scanner.current == UInt8(ascii: "\"") else { throw mismatch("a string") }
        let text = try scanner.string()
        took()
        return text
    }

    /// Where a text without escapes stands.
    @usableFromInline
    func bytes(of text: JSONScanner.Text) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(rebasing: scanner.bytes[text.start..<text.end])
    }

    @usableFromInline
    func unescaped(_ text: JSONScanner.Text) -> [UInt8] { Array(JSONText.unescape(scanner.bytes[text.start..<text.end]).utf8) }

    func string(_ text: JSONScanner.Text) -> String {
        let content = scanner.bytes[text.start..<text.end]
        return text.isEscaped ? JSONText.unescape(content) : String(decoding: UnsafeBufferPointer(rebasing: content), as: UTF8.self)
    }

    @usableFromInline
    mutating func number(_ expected: StaticString) throws(JSONError) -> Number {
        try expectValue()
        guard isNumber else { throw mismatch(expected) }
        let number = try scanner.number()
        took()
        guard number.isInteger, number.end - number.start <= 18 else { return .text(number) }
        var value: Int64 = 0
        for byte in scanner.bytes[number.start..<number.end] where byte != UInt8(ascii: "-") {
            value = value * 10 + Int64(byte - UInt8(ascii: "0"))
        }
        return .small(scanner.bytes[number.start] == UInt8(ascii: "-") ? -value : value)
    }

    @usableFromInline
    func integer<T: FixedWidthInteger>(_ number: JSONScanner.Number) -> T? {
        number.isInteger ? T(plain(number), radix: 10) : Double(plain(number)).flatMap { T(exactly: $0) }
    }

    @usableFromInline
    func outOfRange(_ number: Number, _ least: String, _ most: String) -> JSONError {
        let found: String
        switch number {
        case .small(let value): found = "\(value)"
        case .text(let text): found = plain(text)
        }
        return error(.invalid, "expected a whole number from \(least) to \(most), found \(found)", ended: true)
    }

    private func plain(_ number: JSONScanner.Number) -> String {
        String(decoding: scanner.bytes[number.start..<number.end], as: UTF8.self)
    }
}
