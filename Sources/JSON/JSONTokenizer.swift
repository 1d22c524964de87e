/// Checks a text and lays out its tokens. No recursion: nesting costs memory, never stack.
struct JSONTokenizer {
    private enum Expectation {
        case value, firstElement, firstName, name, separator
    }

    private var scanner: JSONScanner
    private let depthLimit: Int
    private var tokens: [JSONToken] = []
    /// Indices of the arrays and objects that are open.
    private var open: [Int] = []

    static func tokens(_ bytes: [UInt8], depthLimit: Int) throws(JSONError) -> [JSONToken] {
        try JSONReader.checkSize(bytes.count)
        return try bytes.withUnsafeBufferPointer { (buffer) throws(JSONError) -> [JSONToken] in
            var tokenizer = JSONTokenizer(bytes: buffer, depthLimit: depthLimit)
            try tokenizer.run()
            return tokenizer.tokens
        }
    }

    private init(bytes: UnsafeBufferPointer<UInt8>, depthLimit: Int) {
        self.scanner = JSONScanner(bytes)
        self.depthLimit = depthLimit
        tokens.reserveCapacity(bytes.count / 8 + 1)
    }

    private mutating func run() throws(JSONError) {
        var expected = Expectation.value
        while true {
            scanner.skipSpace()
            switch expected {
            case .firstElement where scanner.current == UInt8(ascii: "]"), .firstName where scanner.current == UInt8(ascii: "}"):
                close()
                expected = .separator
            case .value, .firstElement:
                expected = try value()
            case .name, .firstName:
                let text = try scanner.name()
                if let container = open.last { tokens[container].count += 1 }
                append(text)
                expected = .value
            case .separator:
                guard let container = open.last else {
                    if !scanner.isAtEnd { throw scanner.fault("expected the end of the text, found \(scanner.found)") }
                    return
                }
                expected = try separator(isObject: tokens[container].kind == .object)
            }
        }
    }

    private mutating func separator(isObject: Bool) throws(JSONError) -> Expectation {
        switch scanner.current {
        case UInt8(ascii: ","):
            scanner.position += 1
            return isObject ? .name : .value
        case isObject ? UInt8(ascii: "}") : UInt8(ascii: "]"):
            close()
            return .separator
        default:
            throw scanner.noSeparator(isObject: isObject)
        }
    }

    private mutating func value() throws(JSONError) -> Expectation {
        if let container = open.last, tokens[container].kind == .array { tokens[container].count += 1 }
        let start = scanner.position
        switch scanner.current {
        case UInt8(ascii: "{"):
            try begin(.object)
            return .firstName
        case UInt8(ascii: "["):
            try begin(.array)
            return .firstElement
        case UInt8(ascii: "\""): append(try scanner.string())
        case UInt8(ascii: "t"):
            try scanner.word("true")
            append(.true, start: start, end: scanner.position)
        case UInt8(ascii: "f"):
            try scanner.word("false")
            append(.false, start: start, end: scanner.position)
        case UInt8(ascii: "n"):
            try scanner.word("null")
            append(.null, start: start, end: scanner.position)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            let number = try scanner.number()
            append(number.isInteger ? .integer : .number, start: number.start, end: number.end)
        default: throw scanner.fault("expected a value, found \(scanner.found)")
        }
        return .separator
    }

    private mutating func begin(_ kind: JSONToken.Kind) throws(JSONError) {
        guard open.count < depthLimit else { throw scanner.tooDeep() }
        open.append(tokens.count)
        append(kind, start: scanner.position, end: scanner.position)
        scanner.position += 1
    }

    private mutating func close() {
        scanner.position += 1
        guard let container = open.popLast() else { return }
        tokens[container].end = UInt32(truncatingIfNeeded: scanner.position)
        tokens[container].next = UInt32(truncatingIfNeeded: tokens.count)
    }

    private mutating func append(_ text: JSONScanner.Text) {
        append(text.isEscaped ? .escapedString : .string, start: text.start, end: text.end)
    }

    private mutating func append(_ kind: JSONToken.Kind, start: Int, end: Int) {
        tokens.append(
            JSONToken(
                kind: kind, start: UInt32(truncatingIfNeeded: start), end: UInt32(truncatingIfNeeded: end),
                next: UInt32(truncatingIfNeeded: tokens.count + 1)))
    }
}
