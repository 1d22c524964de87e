import JSON

extension Timestamp: JSONProjectable {
    /// Reads a time in RFC 3339.
    public init(reading reader: inout JSONPullReader) throws(JSONError) {
        guard let time = try reader.withString({ Timestamp(utf8: $0) }) else { throw reader.invalid("not a time in RFC 3339") }
        self = time
    }
}

extension IntOrString: JSONProjectable {
    /// Reads a number or a name.
    public init(reading reader: inout JSONPullReader) throws(JSONError) {
        self = reader.isNumber ? .int(try reader.integer()) : .string(try reader.string())
    }
}

extension Base64Data: JSONProjectable {
    /// Reads base64.
    public init(reading reader: inout JSONPullReader) throws(JSONError) {
        guard let data = try reader.withString({ Base64Data(base64: $0) }) else { throw reader.invalid("not base64") }
        self = data
    }
}
