/// Regular expressions: CEL's are RE2's, which Swift reads for the most part; what it cannot read is an error, never a mismatch.
enum PatternFunctions {
    static let all: [Function] = [
        .method("matches", [.string, .string], .bool) { arguments throws(Fault) in .bool(try matches(arguments)) },
        .function("matches", [.string, .string], .bool) { arguments throws(Fault) in .bool(try matches(arguments)) },
        .method("find", [.string, .string], .string) { arguments throws(Fault) in
            let text = StringFunctions.text(arguments, 0)
            return .string(text.firstMatch(of: try pattern(arguments)).map { String(text[$0.range]) } ?? "")
        },
        .method("findAll", [.string, .string], .list(.string)) { arguments throws(Fault) in
            let text = StringFunctions.text(arguments, 0)
            return .list(CELList(text.matches(of: try pattern(arguments)).map { .string(String(text[$0.range])) }))
        },
    ]

    /// Compiles a pattern.
    static func regex(_ text: String) throws(Fault) -> Regex<AnyRegexOutput> {
        do {
            return try Regex(text).matchingSemantics(.unicodeScalar).asciiOnlyDigits().asciiOnlyWhitespace().asciiOnlyWordCharacters()
        } catch {
            throw Fault("error parsing regexp: `\(text)`")
        }
    }

    private static func pattern(_ arguments: [CELValue]) throws(Fault) -> Regex<AnyRegexOutput> {
        try regex(StringFunctions.text(arguments, 1))
    }

    private static func matches(_ arguments: [CELValue]) throws(Fault) -> Bool {
        StringFunctions.text(arguments, 0).firstMatch(of: try pattern(arguments)) != nil
    }
}
