/// How long a question of the API server may take, from its head to its answer. Pure.
///
/// The API server says by `?timeout=5s` how long it waits, which is the webhook's `timeoutSeconds` or what is left of it; an answer after
/// that is for nobody, so the reason why there is none has to come a little before. See <https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#timeouts>.
enum QuestionDeadline {
    /// The longest time that is left for an answer to reach the caller.
    static let longestMargin: Duration = .milliseconds(250)

    /// The shorter of the server's own deadline and a little less than what the caller waits; what the caller says in no known form is passed
    /// over.
    static func decide(own: Duration, asked: Substring?) -> Duration {
        guard let asked, let duration = parse(asked), duration > .zero else { return own }
        return min(own, duration - min(duration / 10, longestMargin))
    }

    /// Reads a duration as Go writes it: `5s`, `1m30s`, `500ms`, `1.5s`; nil for anything else.
    static func parse(_ text: Substring) -> Duration? {
        var rest = text
        var total = 0.0
        repeat {
            let number = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            rest = rest.dropFirst(number.count)
            let unit = rest.prefix { !$0.isNumber && $0 != "." }
            rest = rest.dropFirst(unit.count)
            guard let value = Double(number), let seconds = Self.units[String(unit)] else { return nil }
            total += value * seconds
        } while !rest.isEmpty
        // An hour is more than any deadline here, and keeps the conversion in range.
        return total.isFinite ? .milliseconds(Int64(min(total, 3600) * 1000)) : nil
    }

    private static let units = ["h": 3600.0, "m": 60, "s": 1, "ms": 1e-3, "us": 1e-6, "µs": 1e-6, "ns": 1e-9]
}
