import JSON

/// Fills in the defaults of a structural schema, as the API server does when it reads a request and when it reads from storage.
enum SchemaDefaulter {
    /// The value with the schema's defaults where members are missing (or null where null is not allowed).
    static func apply(_ schema: StructuralSchema, to value: JSONValue) -> JSONValue {
        switch value {
        case .object(var members):
            for (name, property) in schema.properties {
                if let present = members[name], !(present.isNull && !property.nullable && property.defaultValue != nil) {
                    members[name] = apply(property, to: present)
                } else if let fallback = property.defaultValue {
                    members[name] = apply(property, to: fallback)
                }
            }
            if let additional = schema.additionalProperties {
                for (name, member) in members where schema.properties[name] == nil {
                    members[name] = apply(additional, to: member)
                }
            }
            return .object(members)
        case .array(let elements):
            guard let items = schema.items else { return value }
            return .array(elements.map { apply(items, to: $0) })
        default:
            return value
        }
    }
}
