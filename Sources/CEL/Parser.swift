/// Makes an expression of words: by precedence, so that no rule of the grammar needs a function of its own.
struct Parser {
    /// How deep parts may lie within each other: far below what would overflow a thread's stack, far above what rules need.
    static let depthLimit = 96

    private let source: String
    private let tokens: [Token]
    private var place = 0
    private var nesting = 0

    /// The expression that a text is.
    static func parse(_ source: String) throws(CELError) -> Expression {
        var parser = Parser(source: source, tokens: try Lexer.tokens(source))
        let expression = try parser.expression()
        if parser.token.kind != .end { throw parser.unexpected("<EOF>") }
        return expression
    }

    private init(source: String, tokens: [Token]) {
        self.source = source
        self.tokens = tokens
    }

    // MARK: Words

    private var token: Token { tokens[min(place, tokens.count - 1)] }

    private mutating func take(_ symbol: String) -> Bool {
        guard token.kind == .symbol(symbol) else { return false }
        place += 1
        return true
    }

    private mutating func expect(_ symbol: String) throws(CELError) {
        if !take(symbol) { throw unexpected("'\(symbol)'") }
    }

    private func unexpected(_ wanted: String) -> CELError {
        error("Syntax error: mismatched input '\(token.text)' expecting \(wanted)", token.offset)
    }

    private func error(_ message: String, _ offset: Int) -> CELError {
        CELError(code: .syntax, message: message, expression: source, offset: offset)
    }

    private func node(_ kind: Expression.Kind, _ offset: Int) throws(CELError) -> Expression {
        let expression = Expression(kind, at: offset)
        if expression.depth > Self.depthLimit { throw tooDeep(offset) }
        return expression
    }

    private func tooDeep(_ offset: Int) -> CELError { error("expression recursion limit exceeded: \(Self.depthLimit)", offset) }

    // MARK: Operators

    private mutating func expression() throws(CELError) -> Expression {
        nesting += 1
        defer { nesting -= 1 }
        if nesting > Self.depthLimit { throw tooDeep(token.offset) }
        let condition = try binary(1)
        let offset = token.offset
        guard take("?") else { return condition }
        let yes = try binary(1)
        try expect(":")
        let no = try expression()
        return try node(.choice(condition, yes, no), offset)
    }

    /// The binary operators and how tightly they bind.
    private static let precedences: [String: Int] = [
        "||": 1, "&&": 2, "==": 3, "!=": 3, "<": 3, "<=": 3, ">": 3, ">=": 3, "in": 3, "+": 4, "-": 4, "*": 5, "/": 5, "%": 5,
    ]

    private var binaryOperator: (name: String, precedence: Int)? {
        switch token.kind {
        case .symbol(let name), .identifier(let name): Self.precedences[name].map { (name, $0) }
        default: nil
        }
    }

    private mutating func binary(_ minimum: Int) throws(CELError) -> Expression {
        var left = try unary()
        while let (name, precedence) = binaryOperator, precedence >= minimum {
            let offset = token.offset
            place += 1
            left = try node(Self.joined(left, name, try binary(precedence + 1)), offset)
        }
        return left
    }

    // A chain of && or || is one part with many: a hundred terms are no deeper than two.
    private static func joined(_ left: Expression, _ name: String, _ right: Expression) -> Expression.Kind {
        switch name {
        case "&&":
            if case .and(let terms) = left.kind { return .and(terms + [right]) }
            return .and([left, right])
        case "||":
            if case .or(let terms) = left.kind { return .or(terms + [right]) }
            return .or([left, right])
        default: return .call("_\(name)_", [left, right])
        }
    }

    private mutating func unary() throws(CELError) -> Expression {
        var operators: [(name: String, offset: Int)] = []
        while case .symbol(let name) = token.kind, name == "!" || name == "-" {
            operators.append((name, token.offset))
            place += 1
        }
        var operand: Expression
        if operators.last?.name == "-", let literal = try negative(operators[operators.count - 1].offset) {
            operators.removeLast()
            operand = try postfix(literal)
        } else {
            operand = try postfix(try primary())
        }
        for (name, offset) in operators.reversed() { operand = try node(.call("\(name)_", [operand]), offset) }
        return operand
    }

    /// A number with its sign: the smallest `int` has no positive counterpart.
    private mutating func negative(_ offset: Int) throws(CELError) -> Expression? {
        switch token.kind {
        case .int(let digits):
            guard let number = Self.number("-" + digits, Int64.self) else { throw error("Syntax error: invalid int literal", token.offset) }
            place += 1
            return try node(.literal(.int(number)), offset)
        case .double(let number):
            place += 1
            return try node(.literal(.double(-number)), offset)
        default: return nil
        }
    }

    private static func number<Number: FixedWidthInteger>(_ digits: String, _ type: Number.Type) -> Number? {
        guard digits.contains("0x") else { return Number(digits) }
        return Number(digits.replacing("0x", with: "", maxReplacements: 1), radix: 16)
    }

    // MARK: Operands

    private mutating func postfix(_ start: Expression) throws(CELError) -> Expression {
        var operand = start
        while true {
            let offset = token.offset
            if take(".") {
                let isOptional = take("?")
                guard case .identifier(let name) = token.kind, !["in", "true", "false", "null"].contains(name) else {
                    throw unexpected("IDENTIFIER")
                }
                place += 1
                let call = token.offset
                if !isOptional, take("(") {
                    operand = try method(operand, name, try list(until: ")"), call)
                } else {
                    operand = try node(.select(operand, name, isOptional: isOptional), offset)
                }
            } else if take("[") {
                let isOptional = take("?")
                let index = try expression()
                try expect("]")
                operand = try node(.index(operand, index, isOptional: isOptional), offset)
            } else {
                return operand
            }
        }
    }

    private mutating func primary() throws(CELError) -> Expression {
        let token = self.token
        place += 1
        switch token.kind {
        case .int(let digits):
            guard let number = Self.number(digits, Int64.self) else { throw error("Syntax error: invalid int literal", token.offset) }
            return try node(.literal(.int(number)), token.offset)
        case .uint(let digits):
            guard let number = Self.number(digits, UInt64.self) else { throw error("Syntax error: invalid uint literal", token.offset) }
            return try node(.literal(.uint(number)), token.offset)
        case .double(let number): return try node(.literal(.double(number)), token.offset)
        case .string(let text): return try node(.literal(.string(text)), token.offset)
        case .bytes(let bytes): return try node(.literal(.bytes(bytes)), token.offset)
        case .symbol("("):
            let inner = try expression()
            try expect(")")
            return inner
        case .symbol("["): return try node(.list(try list(until: "]")), token.offset)
        case .symbol("{"): return try node(.map(try entries()), token.offset)
        case .symbol("."):
            guard case .identifier(let name) = self.token.kind else { throw unexpected("IDENTIFIER") }
            place += 1
            return try node(.identifier("." + name), token.offset)
        case .identifier(let name): return try named(name, token.offset)
        default:
            place -= 1
            throw unexpected("an operand")
        }
    }

    private static let reserved: Set = [
        "as", "break", "const", "continue", "else", "for", "function", "if", "import", "in", "let", "loop", "package", "namespace",
        "return", "var", "void", "while",
    ]

    private mutating func named(_ name: String, _ offset: Int) throws(CELError) -> Expression {
        switch name {
        case "true", "false": return try node(.literal(.bool(name == "true")), offset)
        case "null": return try node(.literal(.null), offset)
        default: break
        }
        if Self.reserved.contains(name) { throw error("Syntax error: reserved identifier: \(name)", offset) }
        let call = token.offset
        guard take("(") else { return try node(.identifier(name), offset) }
        let arguments = try list(until: ")")
        guard name == "has" else { return try node(.call(name, arguments), call) }
        guard arguments.count == 1, case .select(let operand, let field, isOptional: false) = arguments[0].kind else {
            throw error("invalid argument to has() macro", call)
        }
        return try node(.has(operand, field), call)
    }

    private mutating func list(until end: String) throws(CELError) -> [Expression] {
        var elements: [Expression] = []
        while !take(end) {
            if !elements.isEmpty {
                try expect(",")
                if end == "]", take(end) { break }
            }
            elements.append(try expression())
        }
        return elements
    }

    private mutating func entries() throws(CELError) -> [(key: Expression, value: Expression)] {
        var entries: [(key: Expression, value: Expression)] = []
        while !take("}") {
            if !entries.isEmpty {
                try expect(",")
                if take("}") { break }
            }
            let key = try expression()
            try expect(":")
            entries.append((key, try expression()))
        }
        return entries
    }

    private func method(_ receiver: Expression, _ name: String, _ arguments: [Expression], _ offset: Int) throws(CELError) -> Expression {
        guard let walk = Expression.Walk(rawValue: name), arguments.count == 2 || (walk == .map && arguments.count == 3) else {
            return try node(.method(name, [receiver] + arguments), offset)
        }
        guard case .identifier(let variable) = arguments[0].kind, !variable.hasPrefix(".") else {
            throw error("argument must be a simple name", arguments[0].offset)
        }
        let transform = walk == .map ? arguments[arguments.count - 1] : nil
        let condition = walk == .map && arguments.count == 2 ? nil : arguments[1]
        return try node(
            .walk(walk, range: receiver, variable: variable, condition: condition, transform: transform), offset)
    }
}
