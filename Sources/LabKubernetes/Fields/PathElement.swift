import JSON

/// One step of a path into an object, as `managedFields` writes it.
enum PathElement: Hashable, Sendable {
    /// A member: `f:name`.
    case field(String)
    /// An element of a keyed list: `k:{"name":"x"}`.
    case key([String: JSONValue])
    /// An element of a set: `v:"x"`.
    case value(JSONValue)

    /// The form in `fieldsV1`.
    var encoded: String {
        switch self {
        case .field(let name): "f:\(name)"
        case .key(let keys): "k:\(JSONValue.object(keys).serializedString)"
        case .value(let value): "v:\(value.serializedString)"
        }
    }

    /// Reads the form in `fieldsV1`; nil for the forms that nobody writes (`i:`) and for broken text.
    init?(encoded: String) {
        let body = String(encoded.dropFirst(2))
        switch encoded.prefix(2) {
        case "f:": self = .field(body)
        case "k:":
            guard let value = try? JSONValue(parsing: Array(body.utf8)), value.isObject else { return nil }
            self = .key(value.objectMembers)
        case "v:":
            guard let value = try? JSONValue(parsing: Array(body.utf8)) else { return nil }
            self = .value(value)
        default: return nil
        }
    }

    /// The form in a message: `.spec`, `[name="x"]`.
    var shown: String {
        switch self {
        case .field(let name): ".\(name)"
        case .key(let keys): "[\(keys.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value.serializedString)" }.joined(separator: ","))]"
        case .value(let value): "[=\(value.serializedString)]"
        }
    }
}
