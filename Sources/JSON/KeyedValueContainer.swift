/// Encodes the members of an object.
struct KeyedValueContainer<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let slot: EncodingSlot
    let codingPath: [any CodingKey]

    func encodeNil(forKey key: Key) { slot.set(.null, for: key.stringValue) }

    func encode<T: Encodable>(_ value: T, forKey key: Key) throws {
        if let scalar = try ValueEncoder.scalar(value, codingPath + [key]) {
            slot.set(scalar, for: key.stringValue)
        } else {
            try value.encode(to: encoder(key))
        }
    }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type, forKey key: Key) -> KeyedEncodingContainer<Nested> {
        encoder(key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer { encoder(key).unkeyedContainer() }
    func superEncoder() -> any Encoder { encoder(JSONKey(stringValue: "super")) }
    func superEncoder(forKey key: Key) -> any Encoder { encoder(key) }

    private func encoder(_ key: any CodingKey) -> ValueEncoder {
        ValueEncoder(slot: slot.slot(for: key.stringValue), codingPath: codingPath + [key])
    }
}
