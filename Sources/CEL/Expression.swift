/// A part of a parsed expression.
struct Expression: Sendable {
    /// The macros that walk a list or a map.
    enum Walk: String, Sendable {
        case all
        case exists
        case existsOne = "exists_one"
        case map
        case filter
    }

    /// What the part is.
    indirect enum Kind: Sendable {
        case literal(CELValue)
        /// A variable; a leading dot looks past the variables of macros.
        case identifier(String)
        case select(Expression, String, isOptional: Bool)
        /// `has(a.b)`
        case has(Expression, String)
        case index(Expression, Expression, isOptional: Bool)
        case call(String, [Expression])
        /// A call with a receiver, which stands first.
        case method(String, [Expression])
        case list([Expression])
        case map([(key: Expression, value: Expression)])
        case and([Expression])
        case or([Expression])
        case choice(Expression, Expression, Expression)
        /// A macro over `range`; `transform` is there for `map` only, whose `condition` may be missing.
        case walk(Walk, range: Expression, variable: String, condition: Expression?, transform: Expression?)
    }

    let kind: Kind
    /// Where errors of this part are shown: the operator, the dot, the parenthesis.
    let offset: Int
    /// How many parts lie within each other.
    let depth: Int

    init(_ kind: Kind, at offset: Int) {
        self.kind = kind
        self.offset = offset
        depth = 1 + (Self.parts(kind).map(\.depth).max() ?? 0)
    }

    /// The parts right below this one.
    var parts: [Expression] { Self.parts(kind) }

    private static func parts(_ kind: Kind) -> [Expression] {
        switch kind {
        case .literal, .identifier: []
        case .select(let operand, _, _), .has(let operand, _): [operand]
        case .index(let operand, let index, _): [operand, index]
        case .call(_, let arguments), .method(_, let arguments), .list(let arguments), .and(let arguments), .or(let arguments): arguments
        case .map(let entries): entries.flatMap { [$0.key, $0.value] }
        case .choice(let condition, let yes, let no): [condition, yes, no]
        case .walk(_, let range, _, let condition, let transform): [range] + [condition, transform].compactMap { $0 }
        }
    }

    /// Whether the part, or one below it, reads a variable.
    func reads(_ name: String) -> Bool {
        switch kind {
        case .identifier(let found): return found == name || found == "." + name
        case .walk(_, let range, name, _, _): return range.reads(name)
        default: return parts.contains { $0.reads(name) }
        }
    }
}
