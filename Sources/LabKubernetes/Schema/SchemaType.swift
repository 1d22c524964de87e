import CEL
import JSON

/// What the parts of a schema are to validation rules.
/// <https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation-rules>
enum SchemaType {
    /// The type that rules see; nil for what they cannot see.
    static func type(
        _ type: String, format: String?, isOpen: Bool, properties: [String: StructuralSchema], additional: StructuralSchema?,
        items: StructuralSchema?, isResource: Bool
    ) -> CELType? {
        if isOpen { return .dynamic }
        switch type {
        case "object":
            if let additional { return additional.celType.map { .map(.string, $0) } }
            var fields: [String: CELType] = [:]
            for (name, property) in properties {
                if let escaped = escaped(name), let type = property.celType { fields[escaped] = type }
            }
            if isResource {
                fields["apiVersion"] = .string
                fields["kind"] = .string
                fields["metadata"] = .object(["name": .string, "generateName": .string])
            }
            return .object(fields)
        case "array": return items?.celType.map { .list($0) }
        case "string": return texts[format ?? ""] ?? .string
        case "integer": return .int
        case "number": return .double
        case "boolean": return .bool
        default: return nil
        }
    }

    // Times are compared with each other and asked for nothing: CELProgram has no functions for them.
    private static let texts: [String: CELType] = [
        "byte": .bytes, "date": .named("timestamp"), "date-time": .named("timestamp"), "duration": .named("duration"),
    ]

    /// A value as rules see it.
    static func value(_ json: JSONValue, _ schema: StructuralSchema) -> CELValue {
        switch json {
        case .object(let members):
            return .map(
                Dictionary(
                    members.map { name, member in
                        if let property = schema.properties[name] { return (.string(escaped(name) ?? name), value(member, property)) }
                        return (.string(name), schema.additionalProperties.map { value(member, $0) } ?? CELValue(member))
                    }, uniquingKeysWith: { $1 }))
        case .array(let elements):
            let order: CELList.Order =
                switch schema.listType {
                case "set": .set
                case "map": .keyed(schema.listMapKeys)
                default: .ordered
                }
            return .list(CELList(elements.map { element in schema.items.map { value(element, $0) } ?? CELValue(element) }, order: order))
        case .integer(let number) where schema.type == "number": return .double(Double(number))
        case .string(let text) where schema.format == "byte": return Base64.decode(text).map { .bytes($0) } ?? .string(text)
        default: return CELValue(json)
        }
    }

    private static let reserved: Set = [
        "true", "false", "null", "in", "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop",
        "package", "namespace", "return", "var", "void", "while",
    ]

    /// The name by which rules know a property; nil for one that they cannot name.
    static func escaped(_ name: String) -> String? {
        if reserved.contains(name) { return "__\(name)__" }
        guard let first = name.utf8.first, !(48...57).contains(first) else { return nil }
        var result = ""
        var rest = name[...]
        while let character = rest.first {
            if rest.hasPrefix("__") {
                result += "__underscores__"
                rest = rest.dropFirst(2)
                continue
            }
            switch character {
            case ".": result += "__dot__"
            case "-": result += "__dash__"
            case "/": result += "__slash__"
            case "a"..."z", "A"..."Z", "0"..."9", "_": result.append(character)
            default: return nil
            }
            rest = rest.dropFirst()
        }
        return result
    }
}
