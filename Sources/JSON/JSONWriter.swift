/// Writes `Encodable` values as compact JSON, members sorted by name: equal values give equal bytes.
public enum JSONWriter {
    /// The bytes of a value.
    ///
    /// - Throws: ``JSONError`` naming the path of what JSON cannot say, such as a number that is not finite.
    public static func encode(_ value: some Encodable) throws(JSONError) -> [UInt8] {
        try self.value(of: value).serialized()
    }

    /// The text of a value.
    ///
    /// - Throws: ``JSONError``, as ``encode(_:)``.
    public static func string(_ value: some Encodable) throws(JSONError) -> String {
        String(decoding: try encode(value), as: UTF8.self)
    }

    static func value(of value: some Encodable) throws(JSONError) -> JSONValue {
        if let value = value as? JSONValue { return value }
        let slot = EncodingSlot()
        do {
            try ValueEncoder(slot: slot, codingPath: []).encode(value)
        } catch let error as JSONError {
            throw error
        } catch EncodingError.invalidValue(_, let context) {
            throw JSONError(.unencodable, path: JSONError.render(context.codingPath), message: context.debugDescription)
        } catch {
            throw JSONError(.unencodable, message: String(describing: error))
        }
        return slot.value
    }
}
