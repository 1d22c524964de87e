/// Reads JSON texts into Swift values: in place as far as they are ``JSONProjectable``, else by a `Decoder` over a tape of tokens.
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
        var strings = JSONStringPool()
        return try decode(type, from: bytes, strings: &strings)
    }

    /// Reads one JSON text of several whose values have strings in common.
    ///
    /// - Parameter strings: the strings of the texts before, and of this one afterwards.
    /// - Throws: ``JSONError``, as without.
    public static func decode<T: Decodable>(
        _ type: T.Type, from bytes: [UInt8], strings: inout JSONStringPool
    ) throws(JSONError) -> T {
        try bytes.withUnsafeBufferPointer { (buffer) throws(JSONError) -> T in try decode(type, at: buffer, strings: &strings) }
    }

    /// Reads one JSON text where it stands.
    package static func decode<T: Decodable>(
        _ type: T.Type, at bytes: UnsafeBufferPointer<UInt8>, strings: inout JSONStringPool
    ) throws(JSONError) -> T {
        if let projectable = type as? any JSONProjectable.Type {
            do throws(JSONError) {
                if let value = try project(projectable, at: bytes, strings: &strings) as? T { return value }
            } catch  where error.code == .malformed {
                throw error
            } catch {}
        }
        // The tape has the last word: of a member that comes twice only the last one need fit.
        let tape = try JSONTape(Array(bytes), depthLimit: depthLimit)
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

    /// Reads one JSON text into a type that takes what it needs and need not be `Decodable`.
    ///
    /// - Throws: ``JSONError``: line and column where the text is not JSON; path and cause where it does not fit the type.
    public static func project<T: JSONProjectable>(_ type: T.Type, from bytes: [UInt8]) throws(JSONError) -> T {
        var strings = JSONStringPool()
        return try project(type, from: bytes, strings: &strings)
    }

    /// Reads one JSON text of several whose values have strings in common, as ``project(_:from:)`` does.
    ///
    /// - Parameter strings: the strings of the texts before, and of this one afterwards.
    public static func project<T: JSONProjectable>(
        _ type: T.Type, from bytes: [UInt8], strings: inout JSONStringPool
    ) throws(JSONError) -> T {
        try bytes.withUnsafeBufferPointer { (buffer) throws(JSONError) -> T in try project(type, at: buffer, strings: &strings) }
    }

    private static func project<T: JSONProjectable>(
        _ type: T.Type, at bytes: UnsafeBufferPointer<UInt8>, strings: inout JSONStringPool
    ) throws(JSONError) -> T {
        try checkSize(bytes.count)
        let pool = strings
        // Only one may hold the pool, else the first new string copies it.
        strings = JSONStringPool()
        var reader = JSONPullReader(bytes, strings: pool)
        defer { strings = reader.pool }
        let value = try reader.read(type)
        try reader.finish()
        return value
    }

    static func checkSize(_ count: Int) throws(JSONError) {
        guard count < Int(Int32.max) else {
            throw JSONError(.tooLarge, message: "a JSON text of \(count) bytes is more than this reader takes (2 GiB)")
        }
    }
}
