/// The labels of one series, as Prometheus writes them.
struct MetricLabels: Sendable, Hashable, Comparable {
    /// `a="b",c="d"`, sorted by name; empty without labels.
    let text: String

    init(_ dimensions: some Sequence<(String, String)>) {
        // A name that comes twice would make the whole page unreadable: the last one counts.
        let labels = Dictionary(dimensions.map { (Self.labelName($0.0), $0.1) }, uniquingKeysWith: { $1 })
        text = labels.sorted { $0.key < $1.key }.map { "\($0.key)=\"\(Self.escaped($0.value))\"" }.joined(separator: ",")
    }

    /// `{a="b"}`, or with one more label.
    func braced(adding more: String? = nil) -> String {
        let parts = [text, more ?? ""].filter { !$0.isEmpty }
        return parts.isEmpty ? "" : "{\(parts.joined(separator: ","))}"
    }

    /// A metric's name with what Prometheus does not allow replaced by underscores.
    static func name(_ text: String) -> String {
        var name = String(
            text.unicodeScalars.map { scalar -> Character in
                switch scalar {
                case "a"..."z", "A"..."Z", "0"..."9", "_", ":": Character(scalar)
                default: "_"
                }
            })
        if name.unicodeScalars.first.map({ ("0"..."9").contains($0) }) ?? true { name = "_" + name }
        return name
    }

    /// A label's name: as a metric's, but for colons; `le` is the buckets' own.
    static func labelName(_ text: String) -> String {
        let name = String(name(text).map { $0 == ":" ? "_" : $0 })
        return name == "le" ? "exported_le" : name
    }

    static func < (left: MetricLabels, right: MetricLabels) -> Bool { left.text < right.text }

    /// Scalar by scalar, for a carriage return and a line feed are one character.
    private static func escaped(_ value: String) -> String {
        var text = String.UnicodeScalarView()
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\\", "\"": text += ["\\", scalar]
            case "\n": text += ["\\", "n"]
            default: text.append(scalar)
            }
        }
        return String(text)
    }

    /// A help text on one line.
    static func escapedHelp(_ text: String) -> String {
        var line = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": line += ["\\", "\\"]
            case "\n": line += ["\\", "n"]
            default: line.append(scalar)
            }
        }
        return String(line)
    }
}
