/// Finds the value of an expression for given variables, and counts what it costs.
struct Evaluator {
    let source: String
    let bindings: [String: CELBinding]
    let costLimit: Int
    /// What the evaluation has cost so far.
    private(set) var cost = 0
    /// The variables of the macros around, the innermost last.
    private var locals: [(name: String, value: CELValue)] = []

    init(source: String, bindings: [String: CELBinding], costLimit: Int) {
        self.source = source
        self.bindings = bindings
        self.costLimit = costLimit
    }

    /// The value of a part.
    mutating func value(of expression: Expression) throws(CELError) -> CELValue {
        try pay(1, expression)
        switch expression.kind {
        case .literal(let value): return value
        case .identifier(let name): return try variable(name, expression)
        case .select(let operand, let field, let isOptional): return try selected(operand, field, isOptional: isOptional, expression)
        case .has(let operand, let field): return .bool(try member(operand, field, expression) != nil)
        case .index(let operand, let index, let isOptional):
            return try indexed(try value(of: operand), try value(of: index), isOptional: isOptional, expression)
        case .call(let name, let arguments): return try called(name, arguments, isMethod: false, expression)
        case .method(let name, let arguments): return try called(name, arguments, isMethod: true, expression)
        case .list(let elements):
            var values: [CELValue] = []
            for element in elements { values.append(try value(of: element)) }
            return .list(CELList(values))
        case .map(let entries): return try made(entries)
        case .and(let terms): return .bool(try decided(terms, by: false, expression))
        case .or(let terms): return .bool(try decided(terms, by: true, expression))
        case .choice(let condition, let yes, let no):
            guard case .bool(let flag) = try value(of: condition) else { throw error("no such overload", expression) }
            return try value(of: flag ? yes : no)
        case .walk(let walk, let range, let name, let condition, let transform):
            return try walked(walk, try elements(of: range), name, condition, transform, expression)
        }
    }

    // MARK: Errors and cost

    private func error(_ message: String, _ expression: Expression, _ code: CELError.Code = .evaluation) -> CELError {
        CELError(code: code, message: message, expression: source, offset: expression.offset)
    }

    private mutating func pay(_ amount: Int, _ expression: Expression) throws(CELError) {
        cost += amount
        if cost > costLimit { throw error("operation cancelled: actual cost limit exceeded", expression, .limit) }
    }

    // MARK: Names

    private func variable(_ name: String, _ expression: Expression) throws(CELError) -> CELValue {
        if let local = locals.last(where: { $0.name == name }) { return local.value }
        let plain = name.hasPrefix(".") ? String(name.dropFirst()) : name
        switch bindings[plain] {
        case .value(let value): return value
        case .members: throw error("\(plain) can only be asked for its members", expression)
        case nil where CELType.names.contains(plain): return .type(plain)
        case nil: throw error("no such attribute(s): \(plain)", expression)
        }
    }

    /// The member of what a part gives; nil when there is none.
    private mutating func member(_ operand: Expression, _ field: String, _ expression: Expression) throws(CELError) -> CELValue? {
        if case .identifier(let name) = operand.kind, !locals.contains(where: { $0.name == name }), case .members(let find) = bindings[name]
        {
            return try find(field)
        }
        switch try value(of: operand) {
        case .map(let members): return members[.string(field)]
        case let other: throw error("no such overload: \(other.typeName) has no fields", expression)
        }
    }

    private mutating func selected(
        _ operand: Expression, _ field: String, isOptional: Bool, _ expression: Expression
    ) throws(CELError) -> CELValue {
        if isOptional || isOptionalValue(operand), case .optional(let wrapped) = try value(of: operand) {
            guard let wrapped else { return .optional(nil) }
            guard case .map(let members) = wrapped else { throw error("no such overload: \(wrapped.typeName) has no fields", expression) }
            return .optional(members[.string(field)])
        }
        let found = try member(operand, field, expression)
        if isOptional { return .optional(found) }
        guard let found else { throw error("no such key: \(field)", expression) }
        return found
    }

    // What a chain of ?. and [?] gives stays optional for the plain selections after it.
    private func isOptionalValue(_ expression: Expression) -> Bool {
        switch expression.kind {
        case .select(let operand, _, let isOptional), .index(let operand, _, let isOptional): isOptional || isOptionalValue(operand)
        case .identifier(let name):
            if let local = locals.last(where: { $0.name == name }) {
                local.value.typeName == "optional_type"
            } else if case .value(.optional) = bindings[name] {
                true
            } else {
                false
            }
        default: false
        }
    }

    private func indexed(_ operand: CELValue, _ index: CELValue, isOptional: Bool, _ expression: Expression) throws(CELError) -> CELValue {
        switch operand {
        case .optional(let wrapped):
            guard let wrapped else { return .optional(nil) }
            return try indexed(wrapped, index, isOptional: true, expression)
        case .list(let list):
            guard case .int(let number)? = CELKey(index) else {
                throw error("unsupported index type '\(index.typeName)' in list", expression)
            }
            guard let place = Int(exactly: number), list.elements.indices.contains(place) else {
                if isOptional { return .optional(nil) }
                throw error("index out of bounds: \(number)", expression)
            }
            return isOptional ? .optional(list.elements[place]) : list.elements[place]
        case .map(let members):
            guard let key = CELKey(index) else { throw error("unsupported key type '\(index.typeName)' in map", expression) }
            if isOptional { return .optional(members[key]) }
            guard let found = members[key] else { throw error("no such key: \(Self.shown(index))", expression) }
            return found
        default: throw error("no such overload: \(operand.typeName) has no elements", expression)
        }
    }

    private static func shown(_ key: CELValue) -> String {
        switch key {
        case .string(let text): text
        case .int(let number): String(number)
        case .uint(let number): String(number)
        case .bool(let flag): String(flag)
        default: key.typeName
        }
    }

    // MARK: Calls

    private mutating func called(
        _ name: String, _ arguments: [Expression], isMethod: Bool, _ expression: Expression
    ) throws(CELError) -> CELValue {
        var values: [CELValue] = []
        for argument in arguments { values.append(try value(of: argument)) }
        if name == "_==_" || name == "_!=_" {
            try pay(min(values[0].totalWeight, values[1].totalWeight), expression)
            return .bool(values[0].isEqual(to: values[1]) == (name == "_==_"))
        }
        try pay(Self.price(name, values), expression)
        guard let function = Library.overloads(name, isMethod: isMethod).first(where: { $0.takes(values) }) else {
            throw error("no such overload: \(name)(\(values.map(\.typeName).joined(separator: ", ")))", expression)
        }
        let result: CELValue
        do throws(Fault) {
            result = try function.apply(values)
        } catch {
            throw self.error(error.message, expression)
        }
        try pay(result.weight, expression)
        return result
    }

    /// What a call costs: a look at each argument, at all of a list that is searched, and at one text for each part of another sought in it.
    private static func price(_ name: String, _ values: [CELValue]) -> Int {
        let plain = values.reduce(0) { $0 + $1.weight }
        switch (name, values.first, values.dropFirst().first) {
        case ("_in_", _, .list?): return values[1].totalWeight
        case ("indexOf", .list?, _), ("lastIndexOf", .list?, _): return values[0].totalWeight
        case ("startsWith", _, _), ("endsWith", _, _), ("_+_", _, _): return plain
        case (_, .string?, .string?): return plain + values[0].weight * values[1].weight
        default: return plain
        }
    }

    private mutating func made(_ entries: [(key: Expression, value: Expression)]) throws(CELError) -> CELValue {
        var members: [CELKey: CELValue] = [:]
        for entry in entries {
            let key = try value(of: entry.key)
            guard let found = CELKey(key), key.typeName != "double" else {
                throw error("unsupported key type: \(key.typeName)", entry.key)
            }
            if members.updateValue(try value(of: entry.value), forKey: found) != nil {
                throw error("duplicate key in map: \(Self.shown(key))", entry.key)
            }
        }
        return .map(members)
    }

    /// Whether one of the terms is what decides; an error counts only when none is, whatever the order.
    private mutating func decided(_ terms: [Expression], by wanted: Bool, _ expression: Expression) throws(CELError) -> Bool {
        var decision = Decision(wanted: wanted)
        for term in terms {
            let outcome = outcome(of: term, expression)
            if try decision.isMade(by: outcome) { return wanted }
        }
        return try decision.rest()
    }

    private mutating func outcome(of term: Expression, _ expression: Expression) -> Result<Bool, CELError> {
        do throws(CELError) {
            guard case .bool(let flag) = try value(of: term) else { throw error("no such overload", expression) }
            return .success(flag)
        } catch {
            return .failure(error)
        }
    }

    // MARK: Macros

    private mutating func elements(of range: Expression) throws(CELError) -> [CELValue] {
        switch try value(of: range) {
        case .list(let list): return list.elements
        case .map(let members): return members.keys.sorted().map(\.value)
        case let other: throw error("no such overload: \(other.typeName) cannot be walked", range)
        }
    }

    private mutating func walked(
        _ walk: Expression.Walk, _ elements: [CELValue], _ name: String, _ condition: Expression?, _ transform: Expression?,
        _ expression: Expression
    ) throws(CELError) -> CELValue {
        locals.append((name, .null))
        let place = locals.count - 1
        defer { locals.removeSubrange(place...) }
        var decision = Decision(wanted: walk == .exists)
        var kept: [CELValue] = []
        for element in elements {
            locals[place].value = element
            try pay(1, expression)
            switch walk {
            case .all, .exists:
                guard let condition else { continue }
                if try decision.isMade(by: outcome(of: condition, condition)) { return .bool(walk == .exists) }
            case .existsOne, .filter, .map:
                if let condition, try !outcome(of: condition, condition).get() { continue }
                kept.append(try transform.map { part throws(CELError) in try value(of: part) } ?? element)
            }
        }
        switch walk {
        case .all, .exists: return .bool(try decision.rest())
        case .existsOne: return .bool(kept.count == 1)
        case .filter, .map: return .list(CELList(kept))
        }
    }
}
