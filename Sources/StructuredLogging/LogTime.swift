#if canImport(Glibc)
    import Glibc
#endif

/// The time of day in logs.
enum LogTime {
    /// Microseconds since 1970.
    static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
    }

    /// RFC 3339 in UTC with microseconds, `2026-11-27T09:30:00.123456Z`. Pure.
    static func text(_ microseconds: Int64) -> String {
        let (days, rest) = divided(microseconds, by: 86_400_000_000)
        let (seconds, fraction) = divided(rest, by: 1_000_000)
        let (year, month, day) = date(days)
        func padded(_ number: Int64, _ width: Int) -> String {
            let text = String(number)
            return String(repeating: "0", count: max(width - text.count, 0)) + text
        }
        return
            "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))T\(padded(seconds / 3600, 2)):\(padded(seconds / 60 % 60, 2)):"
            + "\(padded(seconds % 60, 2)).\(padded(fraction, 6))Z"
    }

    private static func divided(_ number: Int64, by divisor: Int64) -> (Int64, Int64) {
        let remainder = (number % divisor + divisor) % divisor
        return ((number - remainder) / divisor, remainder)
    }

    /// The Gregorian date of a day since 1970. Years are counted from March, so that the leap day comes last.
    private static func date(_ day: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let (era, ofEra) = divided(day + 719_468, by: 146_097)
        let year = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365
        let ofYear = ofEra - (365 * year + year / 4 - year / 100)
        let month = (5 * ofYear + 2) / 153
        let calendar = month < 10 ? month + 3 : month - 9
        return (year + era * 400 + (calendar <= 2 ? 1 : 0), calendar, ofYear - (153 * month + 2) / 5 + 1)
    }
}
