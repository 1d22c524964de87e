import JSON

/// One column of a table (`additionalPrinterColumns`).
struct PrinterColumn: Sendable {
    var name: String
    var type: String
    var format: String
    var description: String
    /// 0 is always shown; more only with `-o wide`.
    var priority: Int64
    var path: FieldPath

    /// Reads an entry of `additionalPrinterColumns`; nil when its path cannot be read.
    init?(_ json: JSONValue) {
        guard let name = json.at("name")?.text, let text = json.at("jsonPath")?.text, let path = FieldPath(text) else { return nil }
        self.name = name
        self.path = path
        type = json.at("type")?.text ?? "string"
        format = json.at("format")?.text ?? ""
        description = json.at("description")?.text ?? ""
        priority = json.at("priority")?.whole ?? 0
    }
}
