/// Finds the types of an expression's parts before it is evaluated, and with them what cannot be right whatever the variables are.
struct Checker {
    let source: String
    private var variables: [String: CELType]
    private let unsupported: [String: String]
    /// The variables outside all macros.
    private let root: [String: CELType]

    init(source: String, variables: [String: CELType], unsupported: [String: String]) {
        self.source = source
        self.variables = variables
        root = variables
        self.unsupported = unsupported
    }

    /// The type of what a part gives.
    mutating func type(of expression: Expression) throws(CELError) -> CELType {
        switch expression.kind {
        case .literal(let value): return CELType(value)
        case .identifier(let name): return try variable(name, expression)
        case .select(let operand, let field, let isOptional):
            let found = try selected(try type(of: operand), field, expression)
            if case .optional = found { return found }
            return isOptional ? .optional(found) : found
        case .has(let operand, let field):
            _ = try selected(try type(of: operand), field, expression)
            return .bool
        case .index(let operand, let index, let isOptional):
            let found = try indexed(try type(of: operand), try type(of: index), expression)
            if case .optional = found { return found }
            return isOptional ? .optional(found) : found
        case .call(let name, let arguments): return try called(name, arguments, isMethod: false, expression)
        case .method(let name, let arguments): return try called(name, arguments, isMethod: true, expression)
        case .list(let elements): return .list(try common(elements))
        case .map(let entries): return .map(try common(entries.map(\.key)), try common(entries.map(\.value)))
        case .and(let terms), .or(let terms):
            let name = if case .and = expression.kind { "_&&_" } else { "_||_" }
            for term in terms {
                let found = try type(of: term)
                if !CELType.bool.fits(found) || found == .null { throw noOverload(name, [.bool, found], expression) }
            }
            return .bool
        case .choice(let condition, let yes, let no):
            let types = [try type(of: condition), try type(of: yes), try type(of: no)]
            guard CELType.bool.fits(types[0]), types[1].fits(types[2]) else { throw noOverload("_?_:_", types, expression) }
            return types[1].joined(types[2])
        case .walk(let walk, let range, let name, let condition, let transform):
            return try walked(walk, range, name, condition, transform, expression)
        }
    }

    private func error(_ message: String, _ expression: Expression) -> CELError {
        CELError(code: .check, message: message, expression: source, offset: expression.offset)
    }

    private func noOverload(_ name: String, _ types: [CELType], _ expression: Expression) -> CELError {
        let list = types.map(\.description).joined(separator: ", ")
        return error("found no matching overload for '\(name)' applied to '(\(list))'", expression)
    }

    private func variable(_ name: String, _ expression: Expression) throws(CELError) -> CELType {
        let plain = name.hasPrefix(".") ? String(name.dropFirst()) : name
        if let type = (plain == name ? variables : root)[plain] { return type }
        if CELType.names.contains(plain) { return .type }
        if let message = unsupported[plain] { throw error(message, expression) }
        throw error("undeclared reference to '\(plain)' (in container '')", expression)
    }

    private func selected(_ type: CELType, _ field: String, _ expression: Expression) throws(CELError) -> CELType {
        switch type {
        case .dynamic, .null: return .dynamic
        case .map(_, let value): return value
        case .object(let fields):
            guard let found = fields[field] else { throw error("undefined field '\(field)'", expression) }
            return found
        case .optional(let wrapped): return .optional(try selected(wrapped, field, expression))
        case .named, .list: throw error("type '\(type)' does not support field selection", expression)
        }
    }

    private func indexed(_ type: CELType, _ index: CELType, _ expression: Expression) throws(CELError) -> CELType {
        switch type {
        case .dynamic: return .dynamic
        case .list(let element) where CELType.int.fits(index): return element
        case .map(let key, let value) where key.fits(index): return value
        case .optional(let wrapped): return .optional(try indexed(wrapped, index, expression))
        default: throw noOverload("_[_]", [type, index], expression)
        }
    }

    private mutating func called(
        _ name: String, _ arguments: [Expression], isMethod: Bool, _ expression: Expression
    ) throws(CELError) -> CELType {
        var types: [CELType] = []
        for argument in arguments { types.append(try type(of: argument)) }
        if ["_==_", "_!=_"].contains(name) {
            if !types[0].fits(types[1]) { throw noOverload(name, types, expression) }
            return .bool
        }
        if name == "_in_" { return try contained(types, expression) }
        let overloads = Library.overloads(name, isMethod: isMethod)
        if overloads.isEmpty { throw error("undeclared reference to '\(name)' (in container '')", expression) }
        let results = overloads.compactMap { $0.result(types) }
        guard let first = results.first else {
            if isMethod, let receiver = types.first {
                let list = types.dropFirst().map(\.description).joined(separator: ", ")
                throw error("found no matching overload for '\(name)' applied to '\(receiver).(\(list))'", expression)
            }
            throw noOverload(name, types, expression)
        }
        if name == "matches", case .literal(.string(let pattern)) = arguments[1].kind {
            do {
                _ = try PatternFunctions.regex(pattern)
            } catch {
                throw self.error(error.message, arguments[1])
            }
        }
        return results.dropFirst().reduce(first) { $0.joined($1) }
    }

    private func contained(_ types: [CELType], _ expression: Expression) throws(CELError) -> CELType {
        switch types[1] {
        case .dynamic: return .bool
        case .list(let element) where element.fits(types[0]): return .bool
        case .map(let key, _) where key.fits(types[0]): return .bool
        default: throw noOverload("@in", types, expression)
        }
    }

    /// The one type of a literal's elements: Kubernetes takes no mixed ones.
    private mutating func common(_ elements: [Expression]) throws(CELError) -> CELType {
        guard let first = elements.first else { return .dynamic }
        var common = try type(of: first)
        for element in elements.dropFirst() {
            let found = try type(of: element)
            if !common.fits(found) { throw error("expected type '\(common)' but found '\(found)'", element) }
            common = common.joined(found)
        }
        return common
    }

    private mutating func walked(
        _ walk: Expression.Walk, _ range: Expression, _ name: String, _ condition: Expression?, _ transform: Expression?,
        _ expression: Expression
    ) throws(CELError) -> CELType {
        let walked = try type(of: range)
        let element: CELType
        switch walked {
        case .list(let found), .map(let found, _): element = found
        case .dynamic: element = .dynamic
        default:
            throw error("expression of type '\(walked)' cannot be range of a comprehension (must be list, map, or dynamic)", range)
        }
        let outer = variables.updateValue(element, forKey: name)
        defer { variables[name] = outer }
        if let condition {
            let found = try type(of: condition)
            if !CELType.bool.fits(found) || found == .null { throw error("expected type 'bool' but found '\(found)'", condition) }
        }
        switch walk {
        case .all, .exists, .existsOne: return .bool
        case .filter: return .list(element)
        case .map: return .list(try transform.map { expression throws(CELError) in try type(of: expression) } ?? .dynamic)
        }
    }
}
