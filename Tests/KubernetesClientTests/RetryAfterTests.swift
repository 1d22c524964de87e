import HTTPTransport
import Testing

@Suite struct RetryAfterTests {
    /// 1994-11-06T08:49:37Z.
    private let now: Int64 = 784_111_777

    @Test(
        "Retry-After is read as seconds and as each form of a date",
        arguments: [
            ("5", 5), ("0", 0), ("Sun, 06 Nov 1994 08:49:47 GMT", 10), ("Sunday, 06-Nov-94 08:50:37 GMT", 60),
            ("Sun Nov  6 08:49:38 1994", 1), ("Sun, 06 Nov 1994 08:00:00 GMT", 0), ("99999999999", 86_400), ("-1", nil), ("soon", nil),
            ("Sun, 06 Nov 1994 25:49:47 GMT", nil), ("Sun, 06 Foo 1994 08:49:47 GMT", nil), ("", nil),
        ] as [(String, Int?)])
    func reads(value: String, seconds: Int?) {
        let response = HTTPResponse(status: 429, headers: [HTTPHeader("retry-after", value)])
        #expect(response.retryAfter(now: now) == seconds.map { .seconds($0) })
    }

    @Test(
        "dates around leap days and ends of years are counted right",
        arguments: [
            ("Thu, 01 Jan 1970 00:00:00 GMT", Int64(0)), ("Tue, 29 Feb 2000 00:00:00 GMT", 951_782_400),
            ("Wed, 01 Mar 2000 00:00:00 GMT", 951_868_800), ("Fri, 31 Dec 2027 23:59:59 GMT", 1_830_297_599),
            ("Mon, 01 Mar 2100 00:00:00 GMT", 4_107_542_400),
        ])
    func dates(text: String, seconds: Int64) {
        let response = HTTPResponse(status: 429, headers: [HTTPHeader("Retry-After", text)])
        #expect(response.retryAfter(now: seconds - 7) == .seconds(7))
    }
}
