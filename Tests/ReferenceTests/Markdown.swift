/// The few forms of Markdown that the pages have.
enum Markdown {
    /// A table; a `|` in a cell would end it, and a line break the row.
    static func table(_ header: [String], _ rows: [[String]]) -> String {
        let lines = [header, header.map { _ in "---" }] + rows.map { $0.map(cell) }
        return lines.map { "| \($0.joined(separator: " | ")) |\n" }.joined()
    }

    /// Text as code; nothing of it is read as Markdown.
    static func code(_ text: String) -> String { text.isEmpty ? "" : "`\(text)`" }

    /// A text on one line.
    static func line(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    private static func cell(_ text: String) -> String {
        line(text).split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
    }
}
