import JSON

/// A terse notation for OpenAPI schemas: `name:type` separated by spaces, `name!:type` required, `{...}` an object,
/// `[...]` a list, `<...>` a map, `string(A|B)` an enumeration; types are string, integer, boolean, date, any.
struct SchemaShorthand {
    private var rest: Substring

    private init(_ text: String) { rest = text[...] }

    /// The OpenAPI schema of an object with the given members.
    static func schema(_ text: String) -> JSONValue {
        var reader = SchemaShorthand(text)
        return reader.object()
    }

    private mutating func object() -> JSONValue {
        var properties: [String: JSONValue] = [:]
        var required: [JSONValue] = []
        skipSpaces()
        while let first = rest.first, first != "}" {
            let name = String(take { $0 != ":" && $0 != "!" })
            if rest.first == "!" {
                required.append(.string(name))
                rest = rest.dropFirst()
            }
            rest = rest.dropFirst()
            properties[name] = type()
            skipSpaces()
        }
        var schema: JSONValue = ["type": "object", "properties": .object(properties)]
        if !required.isEmpty { schema.set(.array(required), at: "required") }
        return schema
    }

    private mutating func type() -> JSONValue {
        switch rest.first {
        case "{":
            rest = rest.dropFirst()
            let schema = object()
            rest = rest.dropFirst()
            return schema
        case "[":
            rest = rest.dropFirst()
            let items = type()
            rest = rest.dropFirst()
            return ["type": "array", "items": items]
        case "<":
            rest = rest.dropFirst()
            let values = type()
            rest = rest.dropFirst()
            return ["type": "object", "additionalProperties": values]
        default:
            return scalar()
        }
    }

    private mutating func scalar() -> JSONValue {
        let name = String(take { $0.isLetter })
        var schema: JSONValue =
            switch name {
            case "any": ["x-kubernetes-preserve-unknown-fields": true]
            case "date": ["type": "string", "format": "date-time"]
            default: ["type": .string(name)]
            }
        if rest.first == "(" {
            let values = take { $0 != ")" }.dropFirst().split(separator: "|").map { JSONValue.string(String($0)) }
            rest = rest.dropFirst()
            schema.set(.array(values), at: "enum")
        }
        return schema
    }

    private mutating func take(while condition: (Character) -> Bool) -> Substring {
        let taken = rest.prefix(while: condition)
        rest = rest[taken.endIndex...]
        return taken
    }

    private mutating func skipSpaces() { _ = take { $0.isWhitespace } }
}
