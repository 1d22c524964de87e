import JSON
import TestSupport
import Testing

@Suite struct ReadingTests {
    @Test(
        arguments: [
            ("null", .null), (" true ", true), ("false", false), ("0", 0), ("-0", 0), ("-12", -12),
            ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
            ("9223372036854775808", .double(9_223_372_036_854_775_808)), ("1.0", .double(1)), ("1e3", .double(1000)), ("-1.5E-2", -0.015),
            ("\"\"", ""), (#""a\"\\\/\b\f\n\r\tz""#, "a\"\\/\u{8}\u{c}\n\r\tz"), (#""\u00e9\u20AC""#, "é€"), (#""\ud83d\ude00""#, "😀"),
            ("\"日本語 😀\"", "日本語 😀"), ("\"\u{7f}\"", "\u{7f}"), (#""\u0000""#, "\u{0}"),
            ("[]", []), ("{}", [:]), ("[ ]", []), ("{ \n}", [:]), ("[1,[2,[]],{}]", [1, [2, []], [:]]),
            (#"{"a":{"b":[null]},"":1}"#, ["a": ["b": [.null]], "": 1]), (#"{"a":1,"a":2}"#, ["a": 2]), (#"{"\u0061":1}"#, ["a": 1]),
            ("\r\n\t [1\n]\n", [1]),
        ] as [(String, JSONValue)])
    func `a text is read as RFC 8259 has it`(text: String, value: JSONValue) throws {
        #expect(try JSONValue(parsing: text) == value)
        #expect(try JSONValue(parsing: value.serialized()) == value)
    }

    @Test(
        arguments: [
            ("", 1, 1, "expected a value, found the end of the text"), ("  ", 1, 3, "expected a value"), ("nul", 1, 1, "expected null"),
            ("truE", 1, 1, "expected true"), ("01", 1, 2, "zero"), ("-", 1, 2, "digit"), ("+1", 1, 1, "expected a value, found '+'"),
            ("1.", 1, 3, "digit"), (".5", 1, 1, "expected a value"), ("1e", 1, 3, "digit"), ("1e+", 1, 4, "digit"),
            ("0x1", 1, 2, "end of the text"),
            ("NaN", 1, 1, "expected a value"), ("1e999", 1, 1, "out of range"), ("[1,]", 1, 4, "expected a value, found ']'"),
            ("[1 2]", 1, 4, "comma or ]"), ("[", 1, 2, "expected a value"), ("[1", 1, 3, "comma or ]"), ("]", 1, 1, "expected a value"),
            ("[1}", 1, 3, "comma or ]"), ("{\"a\":1]", 1, 7, "comma or }"), ("{,}", 1, 2, "member name"), ("{\"a\"}", 1, 5, "colon"),
            ("{\"a\":1,}", 1, 8, "member name"), ("{a:1}", 1, 2, "member name"), ("{'a':1}", 1, 2, "member name"),
            ("{\"a\":\n  oops}", 2, 3, "expected a value"),
            ("\"abc", 1, 5, "closing quotation mark"), ("\"a\nb\"", 1, 3, "control character"), (#""\x""#, 1, 2, "escape"),
            (#""\"#, 1, 2, "escape"),
            (#""\u12""#, 1, 2, "four hexadecimal"), (#""\u12G4""#, 1, 2, "four hexadecimal"), (#""\ud800""#, 1, 2, "surrogate"),
            (#""\ud800\u0041""#, 1, 2, "surrogate"), (#""\udc00""#, 1, 2, "surrogate"), ("1 1", 1, 3, "end of the text"),
            ("\u{FEFF}1", 1, 1, "byte order mark"),
            ("// c\n1", 1, 1, "expected a value"), ("{} x", 1, 4, "end of the text, found 'x'"),
        ])
    func `what is not JSON is refused with its place`(text: String, line: Int, column: Int, message: String) {
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: text) }
        #expect(error?.line == line && error?.column == column, "\(String(describing: error))")
        #expect(error?.message.contains(message) == true, "\(String(describing: error))")
    }

    @Test(
        arguments: [
            [0xFF], [0xC0, 0xAF], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xC3], [0xE2, 0x82],
            [0xF0, 0x9F, 0x98], [0x80],
        ] as [[UInt8]])
    func `a string that is not UTF-8 is refused`(bytes: [UInt8]) {
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: [0x22] + bytes + [0x22]) }
        #expect(error?.message == "not valid UTF-8")
    }

    @Test func `nesting has a limit, and just below it nothing breaks`() throws {
        func nested(_ depth: Int) -> String { String(repeating: "[", count: depth) + String(repeating: "]", count: depth) }
        #expect(throws: Never.self) { try JSONValue(parsing: nested(JSONReader.depthLimit)) }
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: nested(JSONReader.depthLimit + 1)) }
        #expect(error?.code == .tooDeep)
        #expect(throws: JSONError.self) { try JSONValue(parsing: String(repeating: "[{\"a\":", count: 100_000)) }
    }

    @Test(arguments: 0..<40)
    func `no damaged text ever traps`(seed: UInt64) throws {
        let sample = #"{"kind":"Ingress","n":[1,-2.5e3,true,null,"é\u00e9\ud83d\ude00\n"],"deep":{"a":[[],{}]},"big":12345678901234567890}"#
        let original = Array(sample.utf8)
        var random = SplitMix(seed: seed)
        for _ in 0..<500 {
            var bytes = original
            for _ in 0...Int(random.next() % 4) where !bytes.isEmpty {
                let position = Int(random.next() % UInt64(bytes.count))
                switch random.next() % 4 {
                case 0: bytes.remove(at: position)
                case 1: bytes[position] = UInt8(truncatingIfNeeded: random.next())
                case 2: bytes.insert(UInt8(truncatingIfNeeded: random.next()), at: position)
                default: bytes.removeSubrange(position...)
                }
            }
            guard let value = try? JSONValue(parsing: bytes) else { continue }
            // What was accepted is written and read again as the same.
            #expect(try JSONValue(parsing: value.serialized()) == value)
        }
    }

    @Test func `equal values give equal bytes, members sorted`() throws {
        let value: JSONValue = ["b": 1, "a": ["d": .null, "c": [true, 1.5, "x\u{1}\u{1f}\"\\"]]]
        #expect(value.serializedString == #"{"a":{"c":[true,1.5,"x\u0001\u001f\"\\"],"d":null},"b":1}"#)
        #expect(JSONValue.double(.infinity).serializedString == "null")
    }
}
