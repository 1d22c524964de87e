/// Reads a value through `init(from:)` alone: what the way in place is measured by.
struct ByTape<Value: Decodable>: Decodable {
    var value: Value

    init(from decoder: any Decoder) throws { value = try Value(from: decoder) }
}
