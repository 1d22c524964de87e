/// Reads the grammar of RFC 8259 off bytes, piece by piece: the one place that knows what is JSON and what is not.
///
/// No recursion: nesting costs bits, never stack. Nothing is allocated unless something is wrong.
@usableFromInline
struct JSONScanner {
    /// Where the content of a string stands, without its quotation marks.
    @usableFromInline
    struct Text: Sendable {
        @usableFromInline var start: Int
        @usableFromInline var end: Int
        @usableFromInline var isEscaped: Bool
    }

    /// Where a number stands.
    @usableFromInline
    struct Number {
        var start: Int
        var end: Int
        /// Written without fraction and exponent.
        var isInteger: Bool
    }

    let bytes: UnsafeBufferPointer<UInt8>
    var position = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    /// The byte at the position; 0 at the end.
    @inline(__always)
    var current: UInt8 { position < bytes.count ? bytes[position] : 0 }
    var isAtEnd: Bool { position >= bytes.count }

    @inline(__always)
    mutating func skipSpace() {
        if position < bytes.count, bytes[position] <= 0x20 { skipSpaces() }
    }

    private mutating func skipSpaces() {
        while position < bytes.count, bytes[position] <= 0x20 {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    // MARK: - Scalars

    mutating func word(_ text: StaticString) throws(JSONError) {
        let count = text.utf8CodeUnitCount
        guard bytes.count - position >= count else { throw fault("expected \(text)") }
        for offset in 0..<count where bytes[position + offset] != text.utf8Start[offset] { throw fault("expected \(text)") }
        position += count
    }

    mutating func number() throws(JSONError) -> Number {
        let start = position
        var isInteger = true
        var hasExponent = false
        if current == UInt8(ascii: "-") { position += 1 }
        if current == UInt8(ascii: "0") {
            position += 1
            if isDigit(current) { throw fault("a number must not start with a zero") }
        } else {
            try digits()
        }
        if current == UInt8(ascii: ".") {
            isInteger = false
            position += 1
            try digits()
        }
        if current | 0x20 == UInt8(ascii: "e") {
            isInteger = false
            hasExponent = true
            position += 1
            if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { position += 1 }
            try digits()
        }
        if hasExponent || position - start > 300 {
            guard let value = Double(String(decoding: bytes[start..<position], as: UTF8.self)), value.isFinite else {
                position = start
                throw fault("a number out of range", code: .invalid)
            }
        }
        return Number(start: start, end: position, isInteger: isInteger)
    }

    /// Reads a string; the position is at its opening quotation mark.
    mutating func string() throws(JSONError) -> Text {
        let start = position + 1
        var isEscaped = false
        position = start
        while true {
            skipPlain()
            guard position < bytes.count else { throw fault("the string has no closing quotation mark") }
            switch bytes[position] {
            case UInt8(ascii: "\""):
                position += 1
                return Text(start: start, end: position - 1, isEscaped: isEscaped)
            case UInt8(ascii: "\\"):
                isEscaped = true
                try escape()
            case 0..<0x20:
                throw fault("a control character in a string must be written as an escape")
            default:
                let length = JSONText.sequenceLength(bytes, at: position)
                guard length > 0 else { throw fault("not valid UTF-8") }
                position += length
            }
        }
    }

    /// Reads a member's name and the colon, and stops at the value.
    mutating func name() throws(JSONError) -> Text {
        guard current == UInt8(ascii: "\"") else { throw fault("expected a member name in quotation marks, found \(found)") }
        let text = try string()
        if current != UInt8(ascii: ":") {
            skipSpace()
            guard current == UInt8(ascii: ":") else { throw fault("expected a colon, found \(found)") }
        }
        position += 1
        skipSpace()
        return text
    }

    // MARK: - Passing over

    /// Passes over a value with all it contains, and checks it as strictly as if it were read.
    ///
    /// - Parameter levels: how many arrays and objects it may be deep.
    mutating func skipValue(levels: Int) throws(JSONError) {
        var nesting = JSONNesting()
        while true {
            switch current {
            case UInt8(ascii: "\""): _ = try string()
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                let isObject = current == UInt8(ascii: "{")
                guard nesting.depth < levels else { throw tooDeep() }
                nesting.push(isObject: isObject)
                position += 1
                skipSpace()
                if current == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) { break }
                if isObject { _ = try name() }
                continue
            case UInt8(ascii: "t"): try word("true")
            case UInt8(ascii: "f"): try word("false")
            case UInt8(ascii: "n"): try word("null")
            case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): _ = try number()
            default: throw fault("expected a value, found \(found)")
            }
            guard try endsOrGoesOn(&nesting) else { return }
        }
    }

    // After a value (or right before the end of an empty one): closes what ends here. Returns whether another value follows.
    private mutating func endsOrGoesOn(_ nesting: inout JSONNesting) throws(JSONError) -> Bool {
        while nesting.depth > 0 {
            skipSpace()
            let isObject = nesting.isObject
            if current == UInt8(ascii: ",") {
                position += 1
                skipSpace()
                if isObject { _ = try name() }
                return true
            }
            guard current == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else { throw noSeparator(isObject: isObject) }
            position += 1
            nesting.pop()
        }
        return false
    }

    // MARK: - Faults

    func noSeparator(isObject: Bool) -> JSONError { fault("expected a comma or \(isObject ? "}" : "]"), found \(found)") }

    func tooDeep() -> JSONError {
        fault("arrays and objects are nested deeper than \(JSONReader.depthLimit) levels", code: .tooDeep)
    }

    var found: String {
        guard position < bytes.count else { return "the end of the text" }
        let byte = bytes[position]
        if byte > 0x20, byte < 0x7F { return "'\(Character(Unicode.Scalar(byte)))'" }
        return byte == 0xEF && position == 0 ? "a byte order mark" : "byte 0x\(String(byte, radix: 16, uppercase: true))"
    }

    func fault(_ message: String, code: JSONError.Code = .malformed) -> JSONError {
        let (line, column) = JSONText.place(bytes, offset: position)
        return JSONError(code, message: message, line: line, column: column)
    }

    // MARK: - Within scalars

    // Passes over what needs no look: ASCII that is neither a quotation mark, a backslash nor a control character, eight bytes at a time.
    @inline(__always)
    private mutating func skipPlain() {
        let raw = UnsafeRawBufferPointer(bytes)
        let ones: UInt64 = 0x0101_0101_0101_0101
        let high: UInt64 = 0x8080_8080_8080_8080
        while bytes.count - position >= 8 {
            let word = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: position, as: UInt64.self))
            // The lowest marked byte of each is exact; those above may be marked by a borrow, and do not matter.
            let quote = word ^ (ones &* 0x22)
            let backslash = word ^ (ones &* 0x5C)
            let special =
                ((quote &- ones) & ~quote | (backslash &- ones) & ~backslash | (word &- ones &* 0x20) & ~word | word) & high
            if special != 0 {
                position += special.trailingZeroBitCount >> 3
                return
            }
            position += 8
        }
        while position < bytes.count {
            let byte = bytes[position]
            if byte < 0x20 || byte >= 0x80 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return }
            position += 1
        }
    }

    private mutating func escape() throws(JSONError) {
        let letter = position + 1 < bytes.count ? bytes[position + 1] : 0
        if letter != UInt8(ascii: "u") {
            guard JSONText.unescaped(letter) != nil else { throw fault("not an escape") }
            position += 2
            return
        }
        guard let unit = JSONText.hexadecimal(bytes, at: position + 2) else { throw fault("\\u needs four hexadecimal digits") }
        if unit & 0xF800 != 0xD800 {
            position += 6
            return
        }
        guard unit < 0xDC00, position + 7 < bytes.count, bytes[position + 6] == UInt8(ascii: "\\"),
            bytes[position + 7] == UInt8(ascii: "u"), let low = JSONText.hexadecimal(bytes, at: position + 8), low & 0xFC00 == 0xDC00
        else { throw fault("half of a surrogate pair stands alone") }
        position += 12
    }

    private mutating func digits() throws(JSONError) {
        guard isDigit(current) else { throw fault("expected a digit, found \(found)") }
        while isDigit(current) { position += 1 }
    }

    private func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }
}
