/// A value that takes what it needs from the bytes of a JSON text and passes over the rest.
///
/// ``JSONReader`` uses this way by itself when a `Decodable` type has it. It must give the same value as the type's
/// `init(from:)`, which stays the judge of what is right: whatever this initializer refuses is read again by it.
///
/// ```swift
/// struct Port: Decodable, JSONProjectable {
///     var name: String?
///     var number = 0
///     enum CodingKeys: String, CodingKey, CaseIterable { case name, number }
///     private static let names = JSONNames(CodingKeys.self)
///
///     init(reading reader: inout JSONPullReader) throws(JSONError) {
///         try reader.beginObject()
///         while let member = try reader.nextMember(in: Self.names) {
///             switch member {
///             case .name: name = try reader.stringIfPresent()
///             case .number: number = try reader.integer()
///             }
///         }
///     }
/// }
/// ```
public protocol JSONProjectable {
    /// Reads one value, which begins where the reader stands.
    ///
    /// Members come in the order of the text, and one may come several times: the last counts, so assign, never add.
    /// What is begun and not read to its end is passed over.
    ///
    /// - Throws: ``JSONError`` when the text is not JSON or does not fit.
    init(reading reader: inout JSONPullReader) throws(JSONError)
}
