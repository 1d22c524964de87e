/// The labels of one series, as Prometheus writes them.
struct MetricLabels: Sendable, Hashable, Comparable {
    /// `a="b",c="d"`, sorted by name; empty without labels.
    let text: String

    init(_ dimensions: [(String, String)]) {
        text =
            dimensions.map { (Self.name($0.0), $0.1) }.sorted { $0.0 < $1.0 }
            .map { "\($0.0)=\"\(Self.escaped($0.1))\"" }.joined(separator: ",")
    }

    /// `{a="b"}`, or with one more label.
    func braced(adding more: String? = nil) -> String {
        let parts = [text, more ?? ""].filter { !$0.isEmpty }
        return parts.isEmpty ? "" : "{\(parts.joined(separator: ","))}"
    }

    /// A metric or label name with what Prometheus does not allow replaced by underscores.
    static func name(_ text: String) -> String {
        var name = String(
            text.unicodeScalars.map { scalar -> Character in
                switch scalar {
                case "a"..."z", "A"..."Z", "0"..."9", "_", ":": Character(scalar)
                default: "_"
                }
            })
        if name.first?.isNumber ?? true { name = "_" + name }
        return name
    }

    static func < (left: MetricLabels, right: MetricLabels) -> Bool { left.text < right.text }

    private static func escaped(_ value: String) -> String {
        value.map { character in
            switch character {
            case "\\": "\\\\"
            case "\"": "\\\""
            case "\n": "\\n"
            default: String(character)
            }
        }.joined()
    }
}
