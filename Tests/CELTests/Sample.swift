import JSON

@testable import CEL

/// Expressions of tests: their variables, and their values as texts that fit a table.
enum Sample {
    /// What the expressions of the tables may read.
    static let variables: [String: JSONValue] = [
        "object": [
            "metadata": ["name": "web", "labels": ["app": "web", "a/b": "c"]], "spec": ["replicas": 3, "ratio": 0.5, "on": true],
            "list": [1, 2, 3], "nothing": .null,
        ],
        "empty": [:], "nested": [["a": [1]], ["a": [2]]],
    ]

    /// What an expression comes to: its value, or the message of why it has none.
    static func result(
        _ source: String, _ bindings: [String: CELBinding]? = nil, types: [String: CELType] = [:], costLimit: Int = CELProgram.costLimit
    ) -> String {
        do {
            let declared = Dictionary(
                uniqueKeysWithValues: (bindings.map { Array($0.keys) } ?? Array(variables.keys)).map { ($0, CELType.dynamic) })
            let program = try CELProgram(source, variables: declared.merging(types) { $1 })
            return text(try program.evaluate(bindings ?? variables.mapValues { .value(CELValue($0)) }, costLimit: costLimit).value)
        } catch {
            return "\(error.code): \(error.message)"
        }
    }

    /// A value much as CEL would write it.
    static func text(_ value: CELValue) -> String {
        switch value {
        case .null: "null"
        case .bool(let flag): String(flag)
        case .int(let number): String(number)
        case .uint(let number): "\(number)u"
        case .double(let number): String(number)
        case .string(let text): "'\(text)'"
        case .bytes(let bytes): "b\(bytes)"
        case .list(let list): "[" + list.elements.map(text).joined(separator: ", ") + "]"
        case .map(let members):
            "{" + members.keys.sorted().map { text($0.value) + ": " + text(members[$0] ?? .null) }.joined(separator: ", ") + "}"
        case .type(let name): name
        case .optional(let wrapped): wrapped.map { "some(\(text($0)))" } ?? "none"
        }
    }
}
