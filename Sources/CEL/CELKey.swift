/// A key of a map. Whole numbers are the same key whatever their type: `1` finds what stands at `1u`.
public enum CELKey: Sendable {
    /// `true` or `false`.
    case bool(Bool)
    /// A signed number.
    case int(Int64)
    /// An unsigned number.
    case uint(UInt64)
    /// A string.
    case string(String)

    /// The key that a value is; nil when the value can be none.
    init?(_ value: CELValue) {
        switch value {
        case .bool(let flag): self = .bool(flag)
        case .int(let number): self = .int(number)
        case .uint(let number): self = .uint(number)
        case .string(let text): self = .string(text)
        case .double(let number):
            if let whole = Int64(exactly: number) {
                self = .int(whole)
            } else if let whole = UInt64(exactly: number) {
                self = .uint(whole)
            } else {
                return nil
            }
        default: return nil
        }
    }

    /// The key as a value.
    public var value: CELValue {
        switch self {
        case .bool(let flag): .bool(flag)
        case .int(let number): .int(number)
        case .uint(let number): .uint(number)
        case .string(let text): .string(text)
        }
    }

    private var whole: Int128? {
        switch self {
        case .int(let number): Int128(number)
        case .uint(let number): Int128(number)
        default: nil
        }
    }
}

extension CELKey: Hashable {
    /// Whether both are the same key.
    public static func == (left: CELKey, right: CELKey) -> Bool {
        switch (left, right) {
        case (.bool(let left), .bool(let right)): return left == right
        case (.string(let left), .string(let right)): return left.unicodeScalars.elementsEqual(right.unicodeScalars)
        default:
            guard let left = left.whole, let right = right.whole else { return false }
            return left == right
        }
    }

    /// Feeds what makes the key.
    public func hash(into hasher: inout Hasher) {
        switch self {
        case .bool(let flag): hasher.combine(flag)
        case .string(let text): hasher.combine(text)
        case .int, .uint: hasher.combine(whole)
        }
    }
}

extension CELKey: Comparable {
    /// Truth values, then numbers, then strings: an order in which maps are walked, so that results are the same each time.
    public static func < (left: CELKey, right: CELKey) -> Bool {
        func rank(_ key: CELKey) -> Int {
            switch key {
            case .bool: 0
            case .int, .uint: 1
            case .string: 2
            }
        }
        switch (left, right) {
        case (.bool(let left), .bool(let right)): return !left && right
        case (.string(let left), .string(let right)): return left < right
        default:
            if let left = left.whole, let right = right.whole { return left < right }
            return rank(left) < rank(right)
        }
    }
}
