import JSON

/// A field of a custom resource, as a row of its page.
struct SchemaField: Sendable, Hashable {
    /// Its place: `spec.paramsFrom[].name`.
    var path: String
    var type: String
    var isRequired: Bool
    var defaultValue: String
    /// What a value must be besides, in words.
    var bounds: [String]
    var description: String

    /// What cannot be said on a page.
    struct Unknown: Error, CustomStringConvertible {
        var description: String
    }

    /// The fields below an object, in the order of their names at each level, what is required first.
    ///
    /// - Throws: ``Unknown`` for a keyword that the page would leave out.
    static func below(_ schema: JSONValue, _ path: String) throws -> [SchemaField] {
        let required = Set(schema["required"]?.arrayValue?.compactMap(\.stringValue) ?? [])
        return try (schema["properties"]?.objectValue ?? [:]).sorted { left, right in
            (required.contains(left.key) ? 0 : 1, left.key) < (required.contains(right.key) ? 0 : 1, right.key)
        }.flatMap { name, field in
            let place = path.isEmpty ? name : "\(path).\(name)"
            return try [SchemaField(place, field, isRequired: required.contains(name))] + inside(field, place)
        }
    }

    private static func inside(_ schema: JSONValue, _ path: String) throws -> [SchemaField] {
        if let items = schema["items"] { return try below(items, path + "[]") }
        return try below(schema, path)
    }

    init(_ path: String, _ schema: JSONValue, isRequired: Bool) throws {
        self.path = path
        self.isRequired = isRequired
        self.type = try Self.type(schema)
        self.defaultValue = schema["default"]?.serializedString ?? ""
        self.bounds =
            try Self.bounds(schema) + Self.bounds(schema["items"], of: "each")
            + Self.bounds(schema["additionalProperties"], of: "each value")
        self.description = Markdown.line(schema["description"]?.stringValue ?? "")
    }

    private static func type(_ schema: JSONValue) throws -> String {
        guard let type = schema["type"]?.stringValue else {
            throw Unknown(description: "a schema without a type: \(schema.serializedString)")
        }
        switch type {
        case "array": return "list of \(try schema["items"].map(self.type) ?? "anything")"
        case "object":
            if let values = schema["additionalProperties"] { return "map of \(try self.type(values))" }
            return schema["x-kubernetes-preserve-unknown-fields"] == true ? "any object" : "object"
        default: return type
        }
    }

    private static func bounds(_ schema: JSONValue?, of whom: String) throws -> [String] {
        guard let schema else { return [] }
        return try bounds(schema).map { "\(whom) \($0)" }
    }

    private static func bounds(_ schema: JSONValue) throws -> [String] {
        let ranges = [range(schema, "minimum", "maximum", ""), range(schema, "minLength", "maxLength", " characters")]
        return try ranges.compactMap { $0 } + (schema.objectValue ?? [:]).keys.sorted().compactMap { try bound($0, schema) }
    }

    private static func range(_ schema: JSONValue, _ lower: String, _ upper: String, _ unit: String) -> String? {
        switch (schema[lower]?.serializedString, schema[upper]?.serializedString) {
        case (let lower?, let upper?): "\(lower) to \(upper)\(unit)"
        case ("1", nil) where !unit.isEmpty: "not empty"
        case (let lower?, nil): "at least \(lower)\(unit)"
        case (nil, let upper?): "at most \(upper)\(unit)"
        case (nil, nil): nil
        }
    }

    private static func bound(_ key: String, _ schema: JSONValue) throws -> String? {
        let text = schema[key].map { $0.stringValue ?? $0.serializedString } ?? ""
        let texts = (schema[key]?.arrayValue ?? []).map { Markdown.code($0.stringValue ?? $0.serializedString) }
        switch key {
        case "maxItems", "maxProperties": return "at most \(text) entries"
        case "pattern": return Markdown.code(text)
        case "enum": return "one of " + texts.joined(separator: ", ")
        case "format": return text == "date-time" ? "RFC 3339" : nil
        case "x-kubernetes-list-map-keys": return "one for each " + texts.joined(separator: " and ")
        case "minimum", "maximum", "minLength", "maxLength", "type", "properties", "required", "items", "additionalProperties", "default",
            "description", "x-kubernetes-validations",
            "x-kubernetes-list-type", "x-kubernetes-preserve-unknown-fields":
            return nil
        default: throw Unknown(description: "\(key) of a schema: the page does not say what it means")
        }
    }
}
