/// Decodes the value at one place of a tape.
struct TapeDecoder: Decoder, SingleValueDecodingContainer {
    let tape: JSONTape
    let index: Int

    var codingPath: [any CodingKey] { tape.path(to: index) }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    private var token: JSONToken { tape.tokens[index] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard token.kind == .object else { throw mismatch([String: JSONValue].self, "an object") }
        return KeyedDecodingContainer(TapeKeyedContainer(tape: tape, object: index))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard token.kind == .array else { throw mismatch([JSONValue].self, "an array") }
        return TapeUnkeyedContainer(tape: tape, array: index)
    }

    func singleValueContainer() -> any SingleValueDecodingContainer { self }

    func decodeNil() -> Bool { token.kind == .null }

    func decode(_ type: Bool.Type) throws -> Bool {
        switch token.kind {
        case .true: true
        case .false: false
        default: throw mismatch(type, "a boolean")
        }
    }

    func decode(_ type: String.Type) throws -> String {
        guard token.isString else { throw mismatch(type, "a string") }
        return tape.string(at: index)
    }

    func decode(_ type: Double.Type) throws -> Double {
        guard token.kind == .integer || token.kind == .number else { throw mismatch(type, "a number") }
        return tape.double(at: index)
    }

    func decode(_ type: Float.Type) throws -> Float { Float(try decode(Double.self)) }
    func decode(_ type: Int.Type) throws -> Int { try integer() }
    func decode(_ type: Int8.Type) throws -> Int8 { try integer() }
    func decode(_ type: Int16.Type) throws -> Int16 { try integer() }
    func decode(_ type: Int32.Type) throws -> Int32 { try integer() }
    func decode(_ type: Int64.Type) throws -> Int64 { try integer() }
    func decode(_ type: UInt.Type) throws -> UInt { try integer() }
    func decode(_ type: UInt8.Type) throws -> UInt8 { try integer() }
    func decode(_ type: UInt16.Type) throws -> UInt16 { try integer() }
    func decode(_ type: UInt32.Type) throws -> UInt32 { try integer() }
    func decode(_ type: UInt64.Type) throws -> UInt64 { try integer() }

    func decode<T: Decodable>(_ type: T.Type) throws -> T {
        // Values need no containers; `as?` costs nothing where the compiler has specialised.
        if type == JSONValue.self, let value = tape.value(at: index) as? T { return value }
        if type == String.self, let value = try decode(String.self) as? T { return value }
        return try T(from: self)
    }

    private func integer<T: FixedWidthInteger>() throws -> T {
        guard token.kind == .integer || token.kind == .number else { throw mismatch(T.self, "a whole number") }
        guard let value = tape.integer(at: index, as: T.self) else {
            throw DecodingError.dataCorrupted(
                DecodingError.Context(
                    codingPath: codingPath,
                    debugDescription: "expected a whole number from \(T.min) to \(T.max), found \(tape.string(at: index))"))
        }
        return value
    }

    private func mismatch(_ type: any Any.Type, _ expected: String) -> DecodingError {
        let context = DecodingError.Context(
            codingPath: codingPath, debugDescription: "expected \(expected), found \(token.kindDescription)")
        return token.kind == .null ? .valueNotFound(type, context) : .typeMismatch(type, context)
    }
}
