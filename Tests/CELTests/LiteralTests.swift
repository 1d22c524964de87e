import Testing

@testable import CEL

/// Literals, after the areas `basic`, `string` and `parse` of the specification's conformance tests.
struct LiteralTests {
    @Test(arguments: [
        ("1", "1"), ("-1", "-1"), ("0x1F", "31"), ("-0x10", "-16"), ("9223372036854775807", "9223372036854775807"),
        ("-9223372036854775808", "-9223372036854775808"), ("7u", "7u"), ("0xFFu", "255u"),
        ("18446744073709551615u", "18446744073709551615u"),
        ("1.5", "1.5"), (".5", "0.5"), ("-2.5e3", "-2500.0"), ("1e-2", "0.01"), ("true", "true"), ("false", "false"), ("null", "null"),
        ("[]", "[]"), ("[1, 2,]", "[1, 2]"), ("{}", "{}"), ("{'a': 1, 'b': 2}", "{'a': 1, 'b': 2}"), ("{1: 'x', 2: 'y'}[1]", "'x'"),
        ("1 // the rest is a comment", "1"), ("\n 1\t\r\n+ 2 ", "3"),
    ])
    func `numbers, truth values, lists and maps`(source: String, value: String) { #expect(Sample.result(source) == value) }

    @Test(arguments: [
        (#""""#, "''"), (#"'"'"#, #"'"'"#), (#"'a\'b'"#, "'a'b'"), (#""\\""#, #"'\'"#), (#"r"\\""#, #"'\\'"#), (#"R'\d'"#, #"'\d'"#),
        (#"'\x41\u00e9\U0001F600'"#, "'Aé😀'"), (#"'\101'"#, "'A'"), (#"'\a\b\f\n\r\t\v\?\`'"#, "'\u{7}\u{8}\u{c}\n\r\t\u{b}?`'"),
        ("'''x''x'''", "'x''x'"), ("\"\"\"a\nb\"\"\"", "'a\nb'"), (#"b'abc'"#, "b[97, 98, 99]"), (#"b'\377\xff'"#, "b[255, 255]"),
        (#"b'é'"#, "b[195, 169]"), (#"br'\n'"#, "b[92, 110]"), ("'\u{65}\u{301}' == '\u{e9}'", "false"),
    ])
    func `strings and bytes with every escape`(source: String, value: String) { #expect(Sample.result(source) == value) }

    @Test(arguments: [
        ("", "mismatched input '<EOF>' expecting an operand"), ("1 +", "mismatched input '<EOF>' expecting an operand"),
        ("1 2", "mismatched input '2' expecting <EOF>"), ("(1", "mismatched input '<EOF>' expecting ')'"), ("a.", "expecting IDENTIFIER"),
        ("a.in", "expecting IDENTIFIER"), ("[1", "expecting ','"), ("{'a' 1}", "expecting ':'"), ("'a", "a string literal does not end"),
        ("'a\nb'", "a string literal does not end"), (#"'\s'"#, #"\s is no escape sequence"#), (#"'\uD83D'"#, "is no Unicode scalar"),
        (#"'\x4'"#, "needs 2 digits"), ("1 = 2", "token recognition error at: '='"), ("9223372036854775808", "invalid int literal"),
        ("-9223372036854775809", "invalid int literal"), ("18446744073709551616u", "invalid uint literal"),
        ("1e999", "invalid double literal"),
        ("0x", "invalid int literal"), ("package", "reserved identifier: package"), ("true ? 1", "expecting ':'"),
        ("#", "token recognition error"),
        ("[1].all(x.y, true)", "argument must be a simple name"), ("has(1)", "invalid argument to has() macro"),
        ("[1, , 2]", "expecting an operand"),
    ])
    func `what is no expression is refused`(source: String, message: String) {
        let result = Sample.result(source)
        #expect(result.hasPrefix("syntax: ") && result.contains(message), "\(result)")
    }
}
