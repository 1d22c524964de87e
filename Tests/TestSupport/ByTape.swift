/// Reads a value through `init(from:)` alone: what the way in place is measured by.
package struct ByTape<Value: Decodable>: Decodable {
    /// What was read.
    package var value: Value

    package init(from decoder: any Decoder) throws { value = try Value(from: decoder) }
}
