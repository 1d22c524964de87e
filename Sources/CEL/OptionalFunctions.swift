/// Values that may be absent: what `?.` and `[?]` give, and `oldSelf` of a rule with `optionalOldSelf`.
/// <https://pkg.go.dev/github.com/google/cel-go/cel#OptionalTypes>
enum OptionalFunctions {
    static let all: [Function] = [
        .method("hasValue", [.optional(.dynamic)], .bool) { .bool(wrapped($0) != nil) },
        Function(name: "value", isMethod: true, parameters: [.optional(.dynamic)], result: .element) { arguments throws(Fault) in
            guard let value = wrapped(arguments) else { throw Fault("optional.none() dereference") }
            return value
        },
        Function(name: "orValue", isMethod: true, parameters: [.optional(.dynamic), .dynamic], result: .element) {
            wrapped($0) ?? $0[1]
        },
        Function(name: "or", isMethod: true, parameters: [.optional(.dynamic), .optional(.dynamic)], result: .first) {
            wrapped($0) == nil ? $0[1] : $0[0]
        },
    ]

    private static func wrapped(_ arguments: [CELValue]) -> CELValue? {
        if case .optional(let value) = arguments[0] { return value }
        return nil
    }
}
