/// The type of a variable or an expression, as far as it is known before the evaluation.
public indirect enum CELType: Sendable, Hashable, CustomStringConvertible {
    /// Not known: anything goes, and what is wrong is found when it is evaluated.
    case dynamic
    /// A type without parts, by the name that `type()` gives it.
    case named(String)
    /// A list with elements of one type.
    case list(CELType)
    /// A map with keys of one type and values of one type.
    case map(CELType, CELType)
    /// An object with these fields and no others.
    case object([String: CELType])
    /// A value that may be absent.
    case optional(CELType)

    /// `null_type`
    public static let null = CELType.named("null_type")
    /// `bool`
    public static let bool = CELType.named("bool")
    /// `int`
    public static let int = CELType.named("int")
    /// `uint`
    public static let uint = CELType.named("uint")
    /// `double`
    public static let double = CELType.named("double")
    /// `string`
    public static let string = CELType.named("string")
    /// `bytes`
    public static let bytes = CELType.named("bytes")
    /// `type`
    public static let type = CELType.named("type")

    /// A list of anything.
    static let anyList = CELType.list(.dynamic)
    /// A map of anything.
    static let anyMap = CELType.map(.dynamic, .dynamic)

    /// The names that expressions may call types by.
    static let names: Set = ["bool", "int", "uint", "double", "string", "bytes", "list", "map", "null_type", "type"]

    /// The type as messages show it.
    public var description: String {
        switch self {
        case .dynamic: "dyn"
        case .named(let name): name
        case .list(let element): "list(\(element))"
        case .map(let key, let value): "map(\(key), \(value))"
        case .object: "object"
        case .optional(let wrapped): "optional_type(\(wrapped))"
        }
    }

    /// The type of a literal.
    init(_ value: CELValue) { self = .named(value.typeName) }

    /// Whether a value of one type may stand where the other is expected.
    public func fits(_ other: CELType) -> Bool {
        switch (self, other) {
        case (.dynamic, _), (_, .dynamic), (.null, _), (_, .null): return true
        case (.list(let left), .list(let right)), (.optional(let left), .optional(let right)): return left.fits(right)
        case (.map(let leftKey, let left), .map(let rightKey, let right)): return leftKey.fits(rightKey) && left.fits(right)
        // A map literal may be compared with an object.
        case (.object(let fields), .map(let key, let value)), (.map(let key, let value), .object(let fields)):
            return key.fits(.string) && fields.values.allSatisfy { $0.fits(value) }
        case (.object(let left), .object(let right)): return left.allSatisfy { name, type in right[name].map(type.fits) ?? true }
        default: return self == other
        }
    }

    /// What both are: the better known one if they fit, anything if not.
    func joined(_ other: CELType) -> CELType {
        guard fits(other) else { return .dynamic }
        return self == .dynamic || other == .dynamic ? .dynamic : self == .null ? other : self
    }

    /// Whether a value may be given where this is expected; elements are not looked at.
    func admits(_ value: CELValue) -> Bool {
        switch (self, value) {
        case (.dynamic, _), (.list, .list), (.map, .map), (.object, .map), (.optional, .optional): true
        case (.named(let name), _): name == value.typeName
        default: false
        }
    }
}
