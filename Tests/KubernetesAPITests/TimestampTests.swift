import KubernetesAPI
import Testing

@Suite struct TimestampTests {
    @Test(
        "reads RFC 3339 in all its forms",
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2026-11-22T18:28:26Z", 1_795_372_106_000_000), ("2000-02-29T23:59:59Z", 951_868_799_000_000),
            ("2026-11-22T19:28:26+01:00", 1_795_372_106_000_000), ("2026-11-22T18:28:26.5Z", 1_795_372_106_500_000),
            ("2026-11-22T18:28:26.123456789Z", 1_795_372_106_123_456), ("1969-12-31T23:59:59Z", -1_000_000),
        ] as [(String, Int64)])
    func reads(text: String, microseconds: Int64) throws {
        #expect(try #require(Timestamp(text)).microseconds == microseconds)
    }

    @Test(
        "refuses what is no time",
        arguments: [
            "", "now", "2026-11-22", "2026-13-01T00:00:00Z", "2026-11-22T24:00:00Z", "2026-11-22T18:28:26", "2026-11-22T18:28:26.Z",
        ])
    func refuses(text: String) {
        #expect(Timestamp(text) == nil)
    }

    @Test(
        "writes what it reads",
        arguments: ["2026-11-22T18:28:26Z", "2026-11-22T18:28:26.000042Z", "1969-12-31T23:59:59Z", "0001-01-01T00:00:00Z"])
    func roundTrip(text: String) throws {
        #expect(try #require(Timestamp(text)).description == text)
    }

    @Test func `a day later is a day since`() throws {
        let time = try #require(Timestamp("2024-02-28T12:00:00Z"))
        let later = time.advanced(by: .seconds(86_400))
        #expect(later.description == "2024-02-29T12:00:00Z")
        #expect(later.since(time) == .seconds(86_400))
        #expect(time < later)
    }
}
