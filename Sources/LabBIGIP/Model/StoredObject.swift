import JSON

/// An object as the configuration holds it: every property with its value, and the generation of its last change.
struct StoredObject: Sendable, Hashable {
    var properties: [String: JSONValue]
    var generation: Int

    subscript(text name: String) -> String { properties[name]?.stringValue ?? "" }
    subscript(number name: String) -> Int { properties[name]?.intValue ?? 0 }
}
