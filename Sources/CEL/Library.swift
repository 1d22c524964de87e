/// Every operator, function and method there is.
/// <https://kubernetes.io/docs/reference/using-api/cel/#cel-community-libraries>
enum Library {
    private struct Name: Hashable {
        var name: String
        var isMethod: Bool
    }

    private static let functions: [Name: [Function]] = Dictionary(
        grouping: [Operators.all, Conversions.all, StringFunctions.all, PatternFunctions.all, ListFunctions.all, OptionalFunctions.all]
            .flatMap { $0 }
    ) { Name(name: $0.name, isMethod: $0.isMethod) }

    /// The overloads of a name; empty when there are none.
    static func overloads(_ name: String, isMethod: Bool) -> [Function] { functions[Name(name: name, isMethod: isMethod)] ?? [] }
}
