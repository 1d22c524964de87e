/// Encodes one value into a slot.
struct ValueEncoder: Encoder, SingleValueEncodingContainer {
    let slot: EncodingSlot
    let codingPath: [any CodingKey]
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        slot.becomeObject()
        return KeyedEncodingContainer(KeyedValueContainer(slot: slot, codingPath: codingPath))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        slot.becomeArray()
        return UnkeyedValueContainer(slot: slot, codingPath: codingPath)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { self }

    func encodeNil() { slot.set(.null) }

    func encode<T: Encodable>(_ value: T) throws {
        if let scalar = try ValueEncoder.scalar(value, codingPath) {
            slot.set(scalar)
        } else {
            try value.encode(to: self)
        }
    }

    /// The value if it needs no container; the standard library's own `encode(to:)` of a scalar comes back here, so all are known.
    static func scalar<T: Encodable>(_ value: T, _ path: @autoclosure () -> [any CodingKey]) throws -> JSONValue? {
        switch value {
        case let value as String: return .string(value)
        case let value as JSONValue: return value
        case let value as Bool: return .bool(value)
        case let value as Int: return .integer(Int64(value))
        case let value as Double: return try number(value, path())
        case let value as Float: return try number(Double(value.description) ?? Double(value), path())
        case let value as any FixedWidthInteger & Encodable:
            if let exact = Int64(exactly: value) { return .integer(exact) }
            // Beyond Int64 a number would lose digits without a word.
            throw EncodingError.invalidValue(value, context(path(), "the number \(value) does not fit 64 bits with a sign"))
        default: return nil
        }
    }

    private static func number(_ value: Double, _ path: [any CodingKey]) throws -> JSONValue {
        guard value.isFinite else { throw EncodingError.invalidValue(value, context(path, "JSON has no number \(value)")) }
        return .double(value)
    }

    private static func context(_ path: [any CodingKey], _ message: String) -> EncodingError.Context {
        EncodingError.Context(codingPath: path, debugDescription: message)
    }
}
