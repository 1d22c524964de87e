import JSON

/// One column of the table of a built-in type.
struct TableColumn: Sendable {
    var name: String
    var type = "string"
    var priority: Int64 = 0
    var cell: @Sendable (JSONValue, Timestamp) -> JSONValue

    init(_ name: String, type: String = "string", wide: Bool = false, _ cell: @escaping @Sendable (JSONValue, Timestamp) -> JSONValue) {
        self.name = name
        self.type = type
        priority = wide ? 1 : 0
        self.cell = cell
    }

    /// A column that shows a text, or `<none>` when there is none.
    static func text(_ name: String, wide: Bool = false, none: String = "<none>", _ text: @escaping @Sendable (JSONValue) -> String?)
        -> TableColumn
    {
        TableColumn(name, wide: wide) { object, _ in .string(text(object).flatMap { $0.isEmpty ? nil : $0 } ?? none) }
    }

    /// A column that shows a count.
    static func count(_ name: String, _ count: @escaping @Sendable (JSONValue) -> Int64) -> TableColumn {
        TableColumn(name, type: "integer") { object, _ in .integer(count(object)) }
    }

    static let name = TableColumn("Name", type: "string") { object, _ in .string(object.name) }

    static let age = TableColumn("Age") { object, now in
        .string(object.at("metadata", "creationTimestamp")?.text.flatMap { Timestamp($0) }?.age(at: now) ?? "<unknown>")
    }
}
