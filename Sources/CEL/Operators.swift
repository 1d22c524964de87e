/// The operators but those that do not evaluate all they are given, and but equality, which takes anything.
enum Operators {
    static let all: [Function] = [arithmetic, comparisons, others].flatMap { $0 }

    private static let others: [Function] = [
        .function("!_", [.bool], .bool) { .bool($0[0] == .bool(false)) },
        .function("-_", [.int], .int) { arguments throws(Fault) in
            guard case .int(let number) = arguments[0], number != .min else { throw Fault.integerOverflow }
            return .int(-number)
        },
        .function("-_", [.double], .double) { arguments in
            if case .double(let number) = arguments[0] { .double(-number) } else { .null }
        },
        .function("_+_", [.string, .string], .string) { arguments in
            if case (.string(let left), .string(let right)) = (arguments[0], arguments[1]) { .string(left + right) } else { .null }
        },
        .function("_+_", [.bytes, .bytes], .bytes) { arguments in
            if case (.bytes(let left), .bytes(let right)) = (arguments[0], arguments[1]) { .bytes(left + right) } else { .null }
        },
        Function(name: "_+_", isMethod: false, parameters: [.anyList, .anyList], result: .first) { arguments in
            if case (.list(let left), .list(let right)) = (arguments[0], arguments[1]) { .list(left.adding(right)) } else { .null }
        },
        .function("_in_", [.dynamic, .anyList], .bool) { arguments in
            guard case .list(let list) = arguments[1] else { return .bool(false) }
            return .bool(list.elements.contains { $0.isEqual(to: arguments[0]) })
        },
        .function("_in_", [.dynamic, .anyMap], .bool) { arguments in
            guard case .map(let members) = arguments[1], let key = CELKey(arguments[0]) else { return .bool(false) }
            return .bool(members[key] != nil)
        },
    ]

    private static let arithmetic: [Function] = ["+", "-", "*", "/", "%"].flatMap { name -> [Function] in
        let whole: [Function] = [
            .function("_\(name)_", [.int, .int], .int) { arguments throws(Fault) in
                guard case (.int(let left), .int(let right)) = (arguments[0], arguments[1]) else { return .null }
                return .int(try compute(name, left, right, overflow: .integerOverflow))
            },
            .function("_\(name)_", [.uint, .uint], .uint) { arguments throws(Fault) in
                guard case (.uint(let left), .uint(let right)) = (arguments[0], arguments[1]) else { return .null }
                return .uint(try compute(name, left, right, overflow: .unsignedOverflow))
            },
        ]
        if name == "%" { return whole }
        return whole + [
            .function("_\(name)_", [.double, .double], .double) { arguments in
                guard case (.double(let left), .double(let right)) = (arguments[0], arguments[1]) else { return .null }
                switch name {
                case "+": return .double(left + right)
                case "-": return .double(left - right)
                case "*": return .double(left * right)
                default: return .double(left / right)
                }
            }
        ]
    }

    private static func compute<Number: FixedWidthInteger>(
        _ name: String, _ left: Number, _ right: Number, overflow: Fault
    ) throws(Fault) -> Number {
        if right == 0, name == "/" { throw .divisionByZero }
        if right == 0, name == "%" { throw .modulusByZero }
        let result: (partialValue: Number, overflow: Bool) =
            switch name {
            case "+": left.addingReportingOverflow(right)
            case "-": left.subtractingReportingOverflow(right)
            case "*": left.multipliedReportingOverflow(by: right)
            case "/": left.dividedReportingOverflow(by: right)
            default: left.remainderReportingOverflow(dividingBy: right)
            }
        if result.overflow { throw overflow }
        return result.partialValue
    }

    private static let ordered: [CELType] = [.bool, .int, .uint, .double, .string, .bytes]
    private static let numbers: [CELType] = [.int, .uint, .double]

    private static let comparisons: [Function] = ["<", "<=", ">", ">="].flatMap { name -> [Function] in
        let pairs = ordered.flatMap { left in
            ordered.filter { $0 == left || (numbers.contains(left) && numbers.contains($0)) }.map { (left, $0) }
        }
        return pairs.map { left, right in
            .function("_\(name)_", [left, right], .bool) { arguments in
                let order = arguments[0].order(comparedTo: arguments[1])
                return switch name {
                case "<": .bool(order == .before)
                case "<=": .bool(order == .before || order == .same)
                case ">": .bool(order == .after)
                default: .bool(order == .after || order == .same)
                }
            }
        }
    }
}
