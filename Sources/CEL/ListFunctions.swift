/// What Kubernetes adds to lists.
/// <https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-list-library>
enum ListFunctions {
    static let all: [Function] = [
        .method("isSorted", [.anyList], .bool) { arguments throws(Fault) in
            let list = elements(arguments)
            for (left, right) in zip(list, list.dropFirst()) {
                if try order(left, right) == .after { return .bool(false) }
            }
            return .bool(true)
        },
        Function(name: "min", isMethod: true, parameters: [.anyList], result: .element) { arguments throws(Fault) in
            try extreme(arguments, .before)
        },
        Function(name: "max", isMethod: true, parameters: [.anyList], result: .element) { arguments throws(Fault) in
            try extreme(arguments, .after)
        },
        Function(name: "sum", isMethod: true, parameters: [.anyList], result: .element) { arguments throws(Fault) in
            let list = elements(arguments)
            guard let first = list.first else { return .int(0) }
            var sum = first
            for element in list.dropFirst() { sum = try added(sum, element) }
            return sum
        },
        .method("indexOf", [.anyList, .dynamic], .int) { arguments in
            .int(Int64(elements(arguments).firstIndex { $0.isEqual(to: arguments[1]) } ?? -1))
        },
        .method("lastIndexOf", [.anyList, .dynamic], .int) { arguments in
            .int(Int64(elements(arguments).lastIndex { $0.isEqual(to: arguments[1]) } ?? -1))
        },
    ]

    private static func elements(_ arguments: [CELValue]) -> [CELValue] {
        if case .list(let list) = arguments[0] { return list.elements }
        return []
    }

    private static func order(_ left: CELValue, _ right: CELValue) throws(Fault) -> CELValue.Order {
        guard let order = left.order(comparedTo: right) else {
            throw Fault("no such overload: \(left.typeName) and \(right.typeName) have no order")
        }
        return order
    }

    private static func extreme(_ arguments: [CELValue], _ wanted: CELValue.Order) throws(Fault) -> CELValue {
        let list = elements(arguments)
        guard var found = list.first else { throw Fault("min or max of an empty list") }
        for element in list.dropFirst() {
            if try order(element, found) == wanted { found = element }
        }
        return found
    }

    private static func added(_ left: CELValue, _ right: CELValue) throws(Fault) -> CELValue {
        guard left.order(comparedTo: left) != nil,
            let sum = Library.overloads("_+_", isMethod: false).first(where: { $0.takes([left, right]) })
        else { throw Fault("no such overload: sum of \(left.typeName) and \(right.typeName)") }
        return try sum.apply([left, right])
    }
}
