/// An expression of the Common Expression Language, parsed and checked.
///
/// <https://github.com/google/cel-spec/blob/master/doc/langdef.md>
///
/// Left out are messages, timestamps and durations, macros with two variables, and Kubernetes' libraries beyond strings, lists, regular
/// expressions and optional values: an expression that needs them is refused when it is read.
public struct CELProgram: Sendable {
    /// The cost that Kubernetes lets one expression have.
    public static let costLimit = 1_000_000

    /// The expression as written.
    public let source: String
    /// The type of what the expression gives, as far as it is known.
    public let type: CELType
    private let expression: Expression

    /// Reads an expression.
    ///
    /// - Parameters:
    ///   - source: the expression.
    ///   - variables: the variables that it may read.
    ///   - unsupported: variables that others have and that cannot be read here, with what to say to whoever reads them.
    /// - Throws: ``CELError`` when it does not parse, or reads or calls what there is not.
    public init(_ source: String, variables: [String: CELType], unsupported: [String: String] = [:]) throws(CELError) {
        self.source = source
        expression = try Parser.parse(source)
        var checker = Checker(source: source, variables: variables, unsupported: unsupported)
        type = try checker.type(of: expression)
    }

    /// How many parts of the expression lie within each other: a bound for how deep its evaluation goes.
    public var depth: Int { expression.depth }

    /// Whether the expression reads a variable.
    public func reads(_ variable: String) -> Bool { expression.reads(variable) }

    /// The value of the expression.
    ///
    /// - Parameters:
    ///   - bindings: the variables by name.
    ///   - costLimit: how much the evaluation may cost; looking at one part of the expression costs one.
    /// - Returns: the value, and what it has cost.
    /// - Throws: ``CELError`` when there is none.
    public func evaluate(
        _ bindings: [String: CELBinding], costLimit: Int = CELProgram.costLimit
    ) throws(CELError) -> (value: CELValue, cost: Int) {
        var evaluator = Evaluator(source: source, bindings: bindings, costLimit: costLimit)
        return (try evaluator.value(of: expression), evaluator.cost)
    }
}
