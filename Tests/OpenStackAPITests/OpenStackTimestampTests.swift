import OpenStackAPI
import Testing

@Suite struct OpenStackTimestampTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0),
        ("2000-02-29T12:00:00Z", 951_825_600),
        ("2026-11-22T18:44:35Z", 1_795_373_075),
        ("2026-11-22T18:44:35", 1_795_373_075),
        ("2026-11-22T18:44:35.123456Z", 1_795_373_075),
        ("2026-11-22 18:44:35", 1_795_373_075),
        ("2026-11-23T03:44:35+09:00", 1_795_373_075),
        ("2026-11-22T13:44:35-0500", 1_795_373_075),
    ]) func `each form a service writes is read`(text: String, seconds: Int64) {
        #expect(OpenStackTimestamp(text)?.secondsSinceEpoch == seconds)
    }

    @Test(arguments: [
        "", "soon", "2026-11-22", "2026-13-22T18:44:35Z", "2026-11-22T18:44:35Q", "2026-11-22T18:44:35+9", "20a6-11-22T18:44:35Z",
    ])
    func `anything else is refused`(text: String) {
        #expect(OpenStackTimestamp(text) == nil)
    }
}
