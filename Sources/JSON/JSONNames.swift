/// The names of the members that a type takes, laid out so that finding one costs the same however many there are.
///
/// Make it once per type, as a `static let`.
public struct JSONNames<Key: CaseIterable & RawRepresentable & Sendable>: Sendable where Key.RawValue == String {
    @usableFromInline let keys: [Key]
    @usableFromInline let table: JSONNameTable

    /// The names of all cases, as their raw values.
    public init(_ type: Key.Type = Key.self) {
        keys = Array(Key.allCases)
        table = JSONNameTable(keys.map(\.rawValue))
    }

    @inlinable
    subscript(index: Int) -> Key? { index < keys.count ? keys[index] : nil }
}
