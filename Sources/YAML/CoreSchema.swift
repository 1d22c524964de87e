import JSON

/// What a plain scalar means in the core schema of YAML 1.2 (<https://yaml.org/spec/1.2.2/#1032-tag-resolution>).
enum CoreSchema {
    /// The value of a plain scalar. What JSON has no number for (`.inf`, `.nan`) stays a string.
    static func value(_ text: String) -> JSONValue {
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .bool(true)
        case "false", "False", "FALSE": return .bool(false)
        default: return number(text) ?? .string(text)
        }
    }

    private static func number(_ text: String) -> JSONValue? {
        guard let first = text.utf8.first,
            isDigit(first) || first == UInt8(ascii: "-") || first == UInt8(ascii: "+") || first == UInt8(ascii: ".")
        else { return nil }
        if text.hasPrefix("0o") { return based(text.dropFirst(2), 8) }
        if text.hasPrefix("0x") { return based(text.dropFirst(2), 16) }
        var rest = text.utf8[...]
        if first == UInt8(ascii: "-") || first == UInt8(ascii: "+") { rest = rest.dropFirst() }
        let whole = digits(&rest)
        if rest.isEmpty, whole > 0 { return Int64(text, radix: 10).map(JSONValue.integer) ?? finite(text) }
        var decimals = 0
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            decimals = digits(&rest)
        }
        guard whole + decimals > 0 else { return nil }
        if let letter = rest.first, letter | 0x20 == UInt8(ascii: "e") {
            rest = rest.dropFirst()
            if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
            guard digits(&rest) > 0 else { return nil }
        }
        return rest.isEmpty ? finite(text) : nil
    }

    private static func finite(_ text: String) -> JSONValue? {
        // `Double` takes neither "1." nor ".5e1" in every library; both are numbers here.
        guard let value = Double(text) ?? Double("0" + text), value.isFinite else { return nil }
        return .double(value)
    }

    private static func based(_ digits: Substring, _ radix: Int) -> JSONValue? {
        guard let first = digits.first, first != "+", first != "-" else { return nil }
        return Int64(digits, radix: radix).map(JSONValue.integer)
    }

    private static func digits(_ rest: inout Substring.UTF8View) -> Int {
        let before = rest.count
        rest = rest.drop { isDigit($0) }
        return before - rest.count
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }
}
