/// The dates of HTTP (RFC 9110, section 5.6.7): the one form that is written, and the two obsolete ones that have to be read.
enum HTTPDate {
    private static let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]

    /// Seconds since 1970-01-01T00:00:00Z; `nil` when the text is no such date.
    static func seconds(_ text: String) -> Int64? {
        let words = text.split { $0 == " " || $0 == "," || $0 == "-" }.map { $0.lowercased() }
        // Sun, 06 Nov 1994 08:49:37 GMT · Sunday, 06-Nov-94 08:49:37 GMT · Sun Nov  6 08:49:37 1994
        if words.count == 6, words[5] == "gmt" {
            return seconds(day: words[1], month: words[2], year: words[3], time: words[4])
        }
        return words.count == 5 ? seconds(day: words[2], month: words[1], year: words[4], time: words[3]) : nil
    }

    private static func seconds(day: String, month: String, year: String, time: String) -> Int64? {
        let clock = time.split(separator: ":").compactMap { Int64($0) }
        guard let day = Int64(day), (1...31).contains(day), let month = months.firstIndex(of: month), var year = Int64(year),
            (0...9999).contains(year), clock.count == 3, (0...23).contains(clock[0]), (0...59).contains(clock[1]),
            (0...60).contains(clock[2])
        else { return nil }
        if year < 100 { year += year < 70 ? 2000 : 1900 }
        // Days of the years that begin in March, so that a leap day is a year's last.
        let shifted = month < 2 ? year - 1 : year
        let dayOfYear = (153 * Int64((month + 10) % 12) + 2) / 5 + day - 1
        let days = shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468
        return days * 86_400 + clock[0] * 3_600 + clock[1] * 60 + clock[2]
    }
}
