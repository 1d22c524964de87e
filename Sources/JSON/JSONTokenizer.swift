/// Checks a text against RFC 8259 and lays out its tokens. No recursion: nesting costs memory, never stack.
struct JSONTokenizer {
    private enum Expectation {
        case value, firstElement, firstName, name, separator
    }

    private let bytes: UnsafeBufferPointer<UInt8>
    private let depthLimit: Int
    private var position = 0
    private var tokens: [JSONToken] = []
    /// Indices of the arrays and objects that are open.
    private var open: [Int] = []

    static func tokens(_ bytes: [UInt8], depthLimit: Int) throws(JSONError) -> [JSONToken] {
        guard bytes.count < Int(Int32.max) else {
            throw JSONError(.tooLarge, message: "a JSON text of \(bytes.count) bytes is more than this reader takes (2 GiB)")
        }
        let result = bytes.withUnsafeBufferPointer { buffer -> Result<[JSONToken], JSONError> in
            var tokenizer = JSONTokenizer(bytes: buffer, depthLimit: depthLimit)
            do throws(JSONError) {
                try tokenizer.run()
                return .success(tokenizer.tokens)
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    private init(bytes: UnsafeBufferPointer<UInt8>, depthLimit: Int) {
        self.bytes = bytes
        self.depthLimit = depthLimit
        tokens.reserveCapacity(bytes.count / 8 + 1)
    }

    private mutating func run() throws(JSONError) {
        var expected = Expectation.value
        while true {
            skipSpace()
            switch expected {
            case .firstElement where current == UInt8(ascii: "]"), .firstName where current == UInt8(ascii: "}"):
                close()
                expected = .separator
            case .value, .firstElement:
                expected = try value()
            case .name, .firstName:
                try name()
                expected = .value
            case .separator:
                guard let container = open.last else {
                    if position < bytes.count { throw fault("expected the end of the text, found \(found)") }
                    return
                }
                expected = try separator(in: tokens[container].kind)
            }
        }
    }

    private mutating func separator(in kind: JSONToken.Kind) throws(JSONError) -> Expectation {
        let closing = kind == .array ? UInt8(ascii: "]") : UInt8(ascii: "}")
        switch current {
        case UInt8(ascii: ","):
            position += 1
            return kind == .array ? .value : .name
        case closing:
            close()
            return .separator
        default:
            throw fault("expected a comma or \(kind == .array ? "]" : "}"), found \(found)")
        }
    }

    private mutating func value() throws(JSONError) -> Expectation {
        if let container = open.last, tokens[container].kind == .array { tokens[container].count += 1 }
        switch current {
        case UInt8(ascii: "{"):
            try begin(.object)
            return .firstName
        case UInt8(ascii: "["):
            try begin(.array)
            return .firstElement
        case UInt8(ascii: "\""): try string()
        case UInt8(ascii: "t"): try word("true", .true)
        case UInt8(ascii: "f"): try word("false", .false)
        case UInt8(ascii: "n"): try word("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try number()
        default: throw fault("expected a value, found \(found)")
        }
        return .separator
    }

    private mutating func name() throws(JSONError) {
        guard current == UInt8(ascii: "\"") else { throw fault("expected a member name in quotation marks, found \(found)") }
        if let container = open.last { tokens[container].count += 1 }
        try string()
        skipSpace()
        guard current == UInt8(ascii: ":") else { throw fault("expected a colon, found \(found)") }
        position += 1
    }

    private mutating func begin(_ kind: JSONToken.Kind) throws(JSONError) {
        guard open.count < depthLimit else {
            throw fault("arrays and objects are nested deeper than \(depthLimit) levels", code: .tooDeep)
        }
        open.append(tokens.count)
        append(kind, start: position, end: position)
        position += 1
    }

    private mutating func close() {
        position += 1
        guard let container = open.popLast() else { return }
        tokens[container].end = UInt32(truncatingIfNeeded: position)
        tokens[container].next = UInt32(truncatingIfNeeded: tokens.count)
    }

    private mutating func append(_ kind: JSONToken.Kind, start: Int, end: Int) {
        tokens.append(
            JSONToken(
                kind: kind, start: UInt32(truncatingIfNeeded: start), end: UInt32(truncatingIfNeeded: end),
                next: UInt32(truncatingIfNeeded: tokens.count + 1)))
    }

    private mutating func word(_ text: StaticString, _ kind: JSONToken.Kind) throws(JSONError) {
        let end = position + text.utf8CodeUnitCount
        guard end <= bytes.count, text.withUTF8Buffer({ $0.elementsEqual(bytes[position..<end]) }) else {
            throw fault("expected \(text)")
        }
        append(kind, start: position, end: end)
        position = end
    }

    private mutating func number() throws(JSONError) {
        let start = position
        var kind = JSONToken.Kind.integer
        var hasExponent = false
        if current == UInt8(ascii: "-") { position += 1 }
        if current == UInt8(ascii: "0") {
            position += 1
            if isDigit(current) { throw fault("a number must not start with a zero") }
        } else {
            try digits()
        }
        if current == UInt8(ascii: ".") {
            kind = .number
            position += 1
            try digits()
        }
        if current | 0x20 == UInt8(ascii: "e") {
            kind = .number
            hasExponent = true
            position += 1
            if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { position += 1 }
            try digits()
        }
        if hasExponent || position - start > 300 {
            let text = String(decoding: bytes[start..<position], as: UTF8.self)
            guard let value = Double(text), value.isFinite else {
                position = start
                throw fault("a number out of range", code: .invalid)
            }
        }
        append(kind, start: start, end: position)
    }

    private mutating func digits() throws(JSONError) {
        guard isDigit(current) else { throw fault("expected a digit, found \(found)") }
        while isDigit(current) { position += 1 }
    }

    private mutating func string() throws(JSONError) {
        let start = position + 1
        var kind = JSONToken.Kind.string
        position = start
        while position < bytes.count {
            let byte = bytes[position]
            switch byte {
            case UInt8(ascii: "\""):
                append(kind, start: start, end: position)
                position += 1
                return
            case UInt8(ascii: "\\"):
                kind = .escapedString
                try escape()
            case 0..<0x20:
                throw fault("a control character in a string must be written as an escape")
            case 0x20..<0x80:
                position += 1
            default:
                let length = JSONText.sequenceLength(bytes, at: position)
                guard length > 0 else { throw fault("not valid UTF-8") }
                position += length
            }
        }
        throw fault("the string has no closing quotation mark")
    }

    private mutating func escape() throws(JSONError) {
        let letter = position + 1 < bytes.count ? bytes[position + 1] : 0
        if letter != UInt8(ascii: "u") {
            guard JSONText.unescaped(letter) != nil else { throw fault("not an escape") }
            position += 2
            return
        }
        guard let unit = JSONText.hexadecimal(bytes, at: position + 2) else {
            throw fault("\\u needs four hexadecimal digits")
        }
        if unit & 0xF800 != 0xD800 {
            position += 6
            return
        }
        guard unit < 0xDC00, position + 7 < bytes.count, bytes[position + 6] == UInt8(ascii: "\\"),
            bytes[position + 7] == UInt8(ascii: "u"), let low = JSONText.hexadecimal(bytes, at: position + 8), low & 0xFC00 == 0xDC00
        else { throw fault("half of a surrogate pair stands alone") }
        position += 12
    }

    /// The byte at the position; 0 at the end.
    private var current: UInt8 { position < bytes.count ? bytes[position] : 0 }

    private mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    private func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

    private var found: String {
        guard position < bytes.count else { return "the end of the text" }
        let byte = bytes[position]
        if byte > 0x20, byte < 0x7F { return "'\(Character(Unicode.Scalar(byte)))'" }
        return byte == 0xEF && position == 0 ? "a byte order mark" : "byte 0x\(String(byte, radix: 16, uppercase: true))"
    }

    private func fault(_ message: String, code: JSONError.Code = .malformed) -> JSONError {
        let (line, column) = JSONText.place(bytes, offset: position)
        return JSONError(code, message: message, line: line, column: column)
    }
}
