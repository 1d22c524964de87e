@testable import OperationsServer

/// A metric as its text format shows it.
struct ExposedFamily {
    let name: String
    let kind: MetricKind
    /// The names of the labels of each of its series, but for the buckets' own.
    var labels: Set<Set<String>> = []

    /// All metrics of a text. Label values must hold no `"`.
    static func all(in text: String) -> [String: ExposedFamily] {
        var families: [String: ExposedFamily] = [:]
        var current: ExposedFamily?
        for line in text.split(separator: "\n") {
            if let match = line.firstMatch(of: /^# TYPE (\S+) (\S+)$/) {
                if let current { families[current.name] = current }
                current = MetricKind(rawValue: String(match.2)).map { ExposedFamily(name: String(match.1), kind: $0) }
            } else if !line.hasPrefix("#"), let match = line.firstMatch(of: /^[^{ ]+(?:\{(.*)\})? \S+$/) {
                let names = (match.1 ?? "").matches(of: /(\w+)="[^"]*"/).map { String($0.1) }
                current?.labels.insert(Set(names).subtracting(["le"]))
            }
        }
        if let current { families[current.name] = current }
        return families
    }
}
