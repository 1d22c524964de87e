import Glibc
import JSON

/// A value of the Common Expression Language.
/// <https://github.com/google/cel-spec/blob/master/doc/langdef.md#values>
///
/// `==` of Swift compares cases; what CEL calls equal is ``isEqual(to:)``.
public enum CELValue: Sendable, Hashable {
    /// `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A signed whole number.
    case int(Int64)
    /// An unsigned whole number.
    case uint(UInt64)
    /// A floating-point number.
    case double(Double)
    /// Text.
    case string(String)
    /// Bytes.
    case bytes([UInt8])
    /// A list.
    case list(CELList)
    /// A map; objects are maps too.
    case map([CELKey: CELValue])
    /// A type, by its name.
    case type(String)
    /// A value that may be absent, as `oldSelf` of a rule with `optionalOldSelf`.
    indirect case optional(CELValue?)

    /// The value of a JSON document: whole numbers are `int`, others `double`.
    public init(_ json: JSONValue) {
        switch json {
        case .null: self = .null
        case .bool(let flag): self = .bool(flag)
        case .integer(let number): self = .int(number)
        case .double(let number): self = .double(number)
        case .string(let text): self = .string(text)
        case .array(let elements): self = .list(CELList(elements.map { CELValue($0) }))
        case .object(let members):
            self = .map(Dictionary(uniqueKeysWithValues: members.map { (.string($0.key), CELValue($0.value)) }))
        }
    }

    /// Whether CEL's `==` says that both are equal: numbers by value whatever their types, other values of different types never.
    public func isEqual(to other: CELValue) -> Bool {
        switch (self, other) {
        case (.int, .uint), (.int, .double), (.uint, .int), (.uint, .double), (.double, .int), (.double, .uint), (.double, .double):
            return order(comparedTo: other) == .same
        case (.string(let left), .string(let right)): return left.unicodeScalars.elementsEqual(right.unicodeScalars)
        case (.list(let left), .list(let right)): return left.isEqual(to: right)
        case (.map(let left), .map(let right)):
            return left.count == right.count && left.allSatisfy { key, value in right[key].map(value.isEqual(to:)) ?? false }
        case (.optional(let left), .optional(let right)):
            guard let left, let right else { return left == nil && right == nil }
            return left.isEqual(to: right)
        default: return self == other
        }
    }

    /// How two values that have an order stand to each other.
    enum Order: Sendable { case before, same, after, unordered }

    /// The order of two values; nil when CEL has none for their types.
    func order(comparedTo other: CELValue) -> Order? {
        func order<T: Comparable>(_ left: T, _ right: T) -> Order {
            left < right ? .before : left == right ? .same : left > right ? .after : .unordered
        }
        switch (self, other) {
        case (.bool(let left), .bool(let right)): return order(left ? 1 : 0, right ? 1 : 0)
        case (.int(let left), .int(let right)): return order(left, right)
        case (.uint(let left), .uint(let right)): return order(left, right)
        case (.double(let left), .double(let right)): return order(left, right)
        case (.int(let left), .uint(let right)): return order(Int128(left), Int128(right))
        case (.uint(let left), .int(let right)): return order(Int128(left), Int128(right))
        case (.int(let left), .double(let right)): return Self.order(Int128(left), right)
        case (.uint(let left), .double(let right)): return Self.order(Int128(left), right)
        case (.double, .int), (.double, .uint):
            switch other.order(comparedTo: self) {
            case .before: return .after
            case .after: return .before
            case let order: return order
            }
        case (.string(let left), .string(let right)): return Self.order(left.unicodeScalars.map(\.value), right.unicodeScalars.map(\.value))
        case (.bytes(let left), .bytes(let right)): return Self.order(left.map(UInt32.init), right.map(UInt32.init))
        default: return nil
        }
    }

    // A double has fewer digits than a whole number: the whole part is compared exactly, the fraction decides a tie.
    private static func order(_ whole: Int128, _ number: Double) -> Order {
        if number.isNaN { return .unordered }
        let below = floor(number)
        guard let part = Int128(exactly: below) else { return number < 0 ? .after : .before }
        if whole != part { return whole < part ? .before : .after }
        return number == below ? .same : .before
    }

    private static func order(_ left: [UInt32], _ right: [UInt32]) -> Order {
        if left == right { return .same }
        return left.lexicographicallyPrecedes(right) ? .before : .after
    }

    /// The name of the value's type.
    public var typeName: String {
        switch self {
        case .null: "null_type"
        case .bool: "bool"
        case .int: "int"
        case .uint: "uint"
        case .double: "double"
        case .string: "string"
        case .bytes: "bytes"
        case .list: "list"
        case .map: "map"
        case .type: "type"
        case .optional: "optional_type"
        }
    }

    /// What it costs to look at the value once: texts by tens of bytes, lists and maps by their elements.
    var weight: Int {
        switch self {
        case .string(let text): text.utf8.count / 10
        case .bytes(let bytes): bytes.count / 10
        case .list(let list): list.elements.count
        case .map(let members): members.count
        default: 0
        }
    }

    /// What it costs to compare the value with another: everything in it.
    var totalWeight: Int {
        switch self {
        case .list(let list): list.elements.reduce(1) { $0 + 1 + $1.totalWeight }
        case .map(let members): members.reduce(1) { $0 + 1 + $1.value.totalWeight }
        case .optional(let value): value?.totalWeight ?? 0
        default: weight
        }
    }
}
