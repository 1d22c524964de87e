import JSON

/// Writes JSON values as YAML for people: block style, members sorted by name, longer texts as literal blocks.
///
/// Strings that any YAML version could take for something else (`yes`, `0644`, `2018-08-31`) are quoted.
public enum YAMLWriter {
    /// One document, ending with a line feed.
    public static func string(_ value: JSONValue) -> String {
        var text = ""
        switch value {
        case .object(let members) where !members.isEmpty: append(members, 0, &text)
        case .array(let elements) where !elements.isEmpty: append(elements, 0, &text)
        default: text = inline(value, 0) + "\n"
        }
        return text
    }

    /// Several documents, each after a line `---`.
    public static func string(documents: [JSONValue]) -> String {
        documents.map { "---\n" + string($0) }.joined()
    }

    private static func append(_ members: [String: JSONValue], _ indent: Int, _ text: inout String) {
        for (name, value) in members.sorted(by: { $0.key < $1.key }) {
            text += String(repeating: " ", count: indent) + ScalarStyle.inline(name) + ":"
            switch value {
            case .object(let members) where !members.isEmpty:
                text += "\n"
                append(members, indent + 2, &text)
            case .array(let elements) where !elements.isEmpty:
                text += "\n"
                append(elements, indent, &text)
            default:
                text += " " + inline(value, indent) + "\n"
            }
        }
    }

    private static func append(_ elements: [JSONValue], _ indent: Int, _ text: inout String) {
        let lead = String(repeating: " ", count: indent)
        for element in elements {
            var block = ""
            switch element {
            case .object(let members) where !members.isEmpty: append(members, indent + 2, &block)
            case .array(let elements) where !elements.isEmpty: append(elements, indent + 2, &block)
            default: block = lead + "  " + inline(element, indent) + "\n"
            }
            text += lead + "- " + block.dropFirst(indent + 2)
        }
    }

    private static func inline(_ value: JSONValue, _ indent: Int) -> String {
        guard case .string(let text) = value else { return value.serializedString }
        return ScalarStyle.literal(text, indent: indent + 2) ?? ScalarStyle.inline(text)
    }
}
