/// A JSON value (RFC 8259).
///
/// A number written without fraction and exponent that fits 64 bits is an ``integer(_:)`` and stays exact; any other is a
/// ``double(_:)``. Equality is by case: `1` and `1.0` differ (see ``isEquivalent(to:)``).
public enum JSONValue: Sendable, Hashable {
    /// `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A whole number in the range of `Int64`.
    case integer(Int64)
    /// Any other number. A value that is not finite is written as `null`.
    case double(Double)
    /// A string.
    case string(String)
    /// An array.
    case array([JSONValue])
    /// An object. Of members with the same name the last one counts.
    case object([String: JSONValue])

    /// Reads one JSON text.
    ///
    /// - Parameter bytes: UTF-8 without a byte order mark.
    /// - Throws: ``JSONError`` with line and column when the bytes are not exactly one JSON value.
    public init(parsing bytes: [UInt8]) throws(JSONError) {
        let tape = try JSONTape(bytes, depthLimit: JSONReader.depthLimit)
        self = tape.value(at: 0)
    }

    /// Reads one JSON text from a string.
    ///
    /// - Throws: ``JSONError`` with line and column when the string is not exactly one JSON value.
    public init(parsing text: String) throws(JSONError) {
        try self.init(parsing: Array(text.utf8))
    }

    /// The value as the `Encodable` writes it.
    ///
    /// - Throws: ``JSONError`` naming the path of what JSON cannot say, such as a number that is not finite.
    public init(encoding value: some Encodable) throws(JSONError) {
        self = try JSONWriter.value(of: value)
    }

    /// The value read as a `Decodable`.
    ///
    /// - Throws: ``JSONError`` naming the path and what was expected there.
    public func decode<T: Decodable>(_ type: T.Type) throws(JSONError) -> T {
        try JSONReader.decode(type, from: serialized())
    }

    /// Compact UTF-8 text, members sorted by name: equal values give equal bytes.
    public func serialized() -> [UInt8] {
        var serializer = JSONSerializer()
        serializer.append(self)
        return serializer.bytes
    }

    /// ``serialized()`` as a string.
    public var serializedString: String {
        String(decoding: serialized(), as: UTF8.self)
    }

    /// Whether both say the same: numbers are compared by value, so `1` is equivalent to `1.0` (RFC 6902, section 4.6).
    public func isEquivalent(to other: JSONValue) -> Bool {
        switch (self, other) {
        case (.integer(let whole), .double(let number)), (.double(let number), .integer(let whole)):
            return Int64(exactly: number) == whole
        case (.array(let left), .array(let right)):
            return left.count == right.count && zip(left, right).allSatisfy { $0.isEquivalent(to: $1) }
        case (.object(let left), .object(let right)):
            return left.count == right.count
                && left.allSatisfy { name, value in right[name].map(value.isEquivalent(to:)) ?? false }
        default:
            return self == other
        }
    }
}

extension JSONValue: CustomStringConvertible {
    /// The compact text of the value.
    public var description: String { serializedString }
}
