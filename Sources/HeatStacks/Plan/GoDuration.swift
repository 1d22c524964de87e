/// Durations as Kubernetes writes them, `1h30m`, `45s` (Go's `time.Duration`, whole units only).
enum GoDuration {
    /// Reads hours, minutes and seconds in this order; nil for anything else, and for nothing.
    static func parse(_ text: String) -> Duration? {
        var seconds: Int64 = 0
        var number: Int64?
        var units = [("h", Int64(3600)), ("m", 60), ("s", 1)][...]
        for character in text {
            if let digit = character.wholeNumberValue, character.isASCII {
                let (scaled, overflow) = (number ?? 0).multipliedReportingOverflow(by: 10)
                guard !overflow, scaled < 1_000_000_000 else { return nil }
                number = scaled + Int64(digit)
            } else {
                guard let index = units.firstIndex(where: { $0.0 == String(character) }), let count = number else { return nil }
                seconds += count * units[index].1
                units = units[(index + 1)...]
                number = nil
            }
        }
        return number == nil && !text.isEmpty ? .seconds(seconds) : nil
    }

    /// The duration in whole seconds; nothing below.
    static func text(_ duration: Duration) -> String {
        let seconds = max(duration.components.seconds, 0)
        let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60)
        return (hours > 0 ? "\(hours)h" : "") + (hours + minutes > 0 ? "\(minutes)m" : "") + "\(rest)s"
    }
}
