/// Encodes the elements of an array.
struct UnkeyedValueContainer: UnkeyedEncodingContainer {
    let slot: EncodingSlot
    let codingPath: [any CodingKey]

    var count: Int { slot.count }

    func encodeNil() { slot.append(.null) }

    func encode<T: Encodable>(_ value: T) throws {
        if let scalar = try ValueEncoder.scalar(value, codingPath + [JSONKey(intValue: count)]) {
            slot.append(scalar)
        } else {
            try value.encode(to: encoder())
        }
    }

    func nestedContainer<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> { encoder().container(keyedBy: type) }
    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { encoder().unkeyedContainer() }
    func superEncoder() -> any Encoder { encoder() }

    private func encoder() -> ValueEncoder {
        let path = codingPath + [JSONKey(intValue: count)]
        return ValueEncoder(slot: slot.appendSlot(), codingPath: path)
    }
}
