/// Selects objects by the value of fields. Which fields a kind can be selected by is the server's choice; `metadata.name` and
/// `metadata.namespace` always are.
///
/// See <https://kubernetes.io/docs/concepts/overview/working-with-objects/field-selectors/>.
public struct FieldSelector: Sendable, Hashable {
    /// The selector as a list or watch call takes it: `metadata.name=a,status.phase!=Running`.
    public private(set) var text: String

    /// Selects objects whose field has this value.
    public static func field(_ path: String, equals value: String) -> FieldSelector {
        FieldSelector(text: "\(path)=\(escaped(value))")
    }

    /// Selects objects whose field has another value.
    public static func field(_ path: String, differsFrom value: String) -> FieldSelector {
        FieldSelector(text: "\(path)!=\(escaped(value))")
    }

    /// Selects the object of this name.
    public static func name(_ name: String) -> FieldSelector { field("metadata.name", equals: name) }

    /// A selector that asks for what both ask for.
    public func and(_ other: FieldSelector) -> FieldSelector { FieldSelector(text: "\(text),\(other.text)") }

    private static func escaped(_ value: String) -> String {
        value.reduce(into: "") { text, character in
            if character == "\\" || character == "," || character == "=" { text.append("\\") }
            text.append(character)
        }
    }
}
