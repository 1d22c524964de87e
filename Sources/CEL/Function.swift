/// One overload of a function, method or operator: what it takes, what it gives, and how.
struct Function: Sendable {
    /// The type of what a function gives.
    enum Result: Sendable {
        case fixed(CELType)
        /// What the first argument is.
        case first
        /// What the elements of the first argument are, or what an optional one wraps.
        case element
    }

    var name: String
    /// Whether it is called on its first argument.
    var isMethod: Bool
    var parameters: [CELType]
    var result: Result
    var apply: @Sendable ([CELValue]) throws(Fault) -> CELValue

    static func function(
        _ name: String, _ parameters: [CELType], _ result: CELType, _ apply: @escaping @Sendable ([CELValue]) throws(Fault) -> CELValue
    ) -> Function {
        Function(name: name, isMethod: false, parameters: parameters, result: .fixed(result), apply: apply)
    }

    static func method(
        _ name: String, _ parameters: [CELType], _ result: CELType, _ apply: @escaping @Sendable ([CELValue]) throws(Fault) -> CELValue
    ) -> Function {
        Function(name: name, isMethod: true, parameters: parameters, result: .fixed(result), apply: apply)
    }

    /// Whether the arguments are what it takes.
    func takes(_ arguments: [CELValue]) -> Bool {
        arguments.count == parameters.count && zip(parameters, arguments).allSatisfy { $0.admits($1) }
    }

    /// The type of what it gives for arguments of these types; nil when it takes no such arguments.
    func result(_ arguments: [CELType]) -> CELType? {
        guard arguments.count == parameters.count, zip(parameters, arguments).allSatisfy({ $0.fits($1) && ($1 != .null || $0 == .dynamic) })
        else { return nil }
        switch result {
        case .fixed(let type): return type
        case .first: return arguments[0]
        case .element:
            switch arguments[0] {
            case .list(let element), .optional(let element): return element
            default: return .dynamic
            }
        }
    }
}
