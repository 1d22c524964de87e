/// The `monitor` property of a pool: which monitors watch its members, and how many of them must succeed.
struct MonitorRule: Hashable, Sendable {
    let monitors: [ObjectPath]
    let required: Int

    /// Reads `""`, `/Common/a`, `/Common/a and /Common/b`, `min 1 of { /Common/a /Common/b }`; `nil` for anything else.
    init?(_ text: String, in partition: String = "Common") {
        var words = text.split(separator: " ").map(String.init)
        var minimum: Int?
        if words.first == "min" {
            guard words.count > 5, let number = Int(words[1]), words[2] == "of", words[3] == "{", words.last == "}" else { return nil }
            minimum = number
            words = Array(words[4..<(words.count - 1)])
        } else {
            for (index, word) in words.enumerated() where (index % 2 == 1) != (word == "and") { return nil }
            if words.last == "and" { return nil }
            words.removeAll { $0 == "and" }
        }
        if words == ["none"] { words = [] }
        monitors = words.map { ObjectPath($0, in: partition) }
        required = minimum ?? monitors.count
        guard (0...monitors.count).contains(required) else { return nil }
    }
}
