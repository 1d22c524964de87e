/// One entry of a ``JSONTape``: a value or a member name, and where it stands in the text.
struct JSONToken: Sendable {
    enum Kind: Sendable {
        case null, `true`, `false`, integer, number, string, escapedString, array, object
    }

    var kind: Kind
    /// Offset of the first byte; of a string, the one after the quotation mark.
    var start: UInt32
    /// Offset after the last byte; of a string, that of the closing quotation mark.
    var end: UInt32
    /// Index of the token after this value with all it contains.
    var next: UInt32
    /// Number of elements or members.
    var count: UInt32 = 0

    var isString: Bool { kind == .string || kind == .escapedString }

    /// What stands there, in words for an error message.
    var kindDescription: String {
        switch kind {
        case .null: "null"
        case .true, .false: "a boolean"
        case .integer, .number: "a number"
        case .string, .escapedString: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}
