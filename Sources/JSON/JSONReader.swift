/// Reads JSON texts into `Decodable` values: a `Decoder` over a tape of tokens, with no tree of values between.
///
/// Strict RFC 8259: no comments, no trailing commas, no byte order mark, valid UTF-8 only, no half surrogate pairs.
/// Unknown members are ignored; of members with the same name the last one counts, as in Go.
public enum JSONReader {
    /// How deep arrays and objects may be nested.
    public static let depthLimit = 512

    /// Reads one JSON text.
    ///
    /// - Throws: ``JSONError``: line and column where the text is not JSON; path and cause where it does not fit the type.
    public static func decode<T: Decodable>(_ type: T.Type, from bytes: [UInt8]) throws(JSONError) -> T {
        let tape = try JSONTape(bytes, depthLimit: depthLimit)
        do {
            return try TapeDecoder(tape: tape, index: 0).decode(type)
        } catch {
            throw JSONError(decoding: error)
        }
    }

    /// Reads one JSON text from a string.
    ///
    /// - Throws: ``JSONError``, as for bytes.
    public static func decode<T: Decodable>(_ type: T.Type, from text: String) throws(JSONError) -> T {
        try decode(type, from: Array(text.utf8))
    }
}
