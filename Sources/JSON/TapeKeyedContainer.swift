/// Decodes the members of an object.
struct TapeKeyedContainer<Key: CodingKey>: KeyedDecodingContainerProtocol {
    /// Objects up to this size are searched member by member, larger ones through a dictionary.
    private static var scanLimit: Int { 24 }

    private let tape: JSONTape
    private let object: Int
    private let lookup: [String: Int]?

    init(tape: JSONTape, object: Int) {
        self.tape = tape
        self.object = object
        if Int(tape.tokens[object].count) > Self.scanLimit {
            let children = tape.children(of: object)
            var lookup = [String: Int](minimumCapacity: children.count)
            for name in children { lookup[tape.string(at: name)] = name + 1 }
            self.lookup = lookup
        } else {
            lookup = nil
        }
    }

    var codingPath: [any CodingKey] { tape.path(to: object) }

    var allKeys: [Key] {
        var seen = Set<String>()
        return tape.children(of: object).compactMap { index in
            let name = tape.string(at: index)
            return seen.insert(name).inserted ? Key(stringValue: name) : nil
        }
    }

    func contains(_ key: Key) -> Bool { find(key) != nil }

    func decodeNil(forKey key: Key) throws -> Bool { try decoder(key).decodeNil() }
    func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try decoder(key).decode(type) }
    func decode(_ type: String.Type, forKey key: Key) throws -> String { try decoder(key).decode(type) }
    func decode(_ type: Double.Type, forKey key: Key) throws -> Double { try decoder(key).decode(type) }
    func decode(_ type: Float.Type, forKey key: Key) throws -> Float { try decoder(key).decode(type) }
    func decode(_ type: Int.Type, forKey key: Key) throws -> Int { try decoder(key).decode(type) }
    func decode(_ type: Int8.Type, forKey key: Key) throws -> Int8 { try decoder(key).decode(type) }
    func decode(_ type: Int16.Type, forKey key: Key) throws -> Int16 { try decoder(key).decode(type) }
    func decode(_ type: Int32.Type, forKey key: Key) throws -> Int32 { try decoder(key).decode(type) }
    func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 { try decoder(key).decode(type) }
    func decode(_ type: UInt.Type, forKey key: Key) throws -> UInt { try decoder(key).decode(type) }
    func decode(_ type: UInt8.Type, forKey key: Key) throws -> UInt8 { try decoder(key).decode(type) }
    func decode(_ type: UInt16.Type, forKey key: Key) throws -> UInt16 { try decoder(key).decode(type) }
    func decode(_ type: UInt32.Type, forKey key: Key) throws -> UInt32 { try decoder(key).decode(type) }
    func decode(_ type: UInt64.Type, forKey key: Key) throws -> UInt64 { try decoder(key).decode(type) }
    func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T { try decoder(key).decode(type) }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type, forKey key: Key) throws -> KeyedDecodingContainer<Nested> {
        try decoder(key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try decoder(key).unkeyedContainer()
    }

    func superDecoder() throws -> any Decoder {
        guard let index = find("super") else { throw missing(JSONKey(stringValue: "super")) }
        return TapeDecoder(tape: tape, index: index)
    }

    func superDecoder(forKey key: Key) throws -> any Decoder { try decoder(key) }

    private func decoder(_ key: Key) throws -> TapeDecoder {
        guard let index = find(key) else { throw missing(key) }
        return TapeDecoder(tape: tape, index: index)
    }

    private func find(_ key: Key) -> Int? { find(key.stringValue) }

    /// Index of the value of the last member with this name.
    private func find(_ name: String) -> Int? {
        if let lookup { return lookup[name] }
        let end = tape.after(object)
        var found: Int?
        var index = object + 1
        while index < end {
            if tape.name(at: index, is: name) { found = index + 1 }
            index = tape.after(index + 1)
        }
        return found
    }

    private func missing(_ key: any CodingKey) -> DecodingError {
        .keyNotFound(key, DecodingError.Context(codingPath: codingPath, debugDescription: "is required, but missing"))
    }
}
