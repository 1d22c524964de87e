import FoundationEssentials

/// A response whose body has been read whole.
public struct HTTPResponse: Sendable, Hashable {
    /// The status code, 100...599.
    public var status: Int
    /// Header fields in the order in which they came.
    public var headers: [HTTPHeader]
    /// The body, decompressed.
    public var body: [UInt8]

    /// Makes a response.
    public init(status: Int, headers: [HTTPHeader] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// Whether the status is 2xx.
    public var isSuccess: Bool { (200..<300).contains(status) }

    /// The body as text; bytes that are not UTF-8 are replaced.
    public var text: String { String(decoding: body, as: UTF8.self) }

    /// The pause that the server asks for by `Retry-After` (RFC 9110, section 10.2.3), if it does: a number of seconds, or a date.
    public var retryAfter: Duration? { retryAfter(now: Int64(Date().timeIntervalSince1970)) }

    /// ``retryAfter`` at a certain time, in seconds since 1970-01-01T00:00:00Z. A date that has passed asks for no pause.
    public func retryAfter(now: Int64) -> Duration? {
        guard let value = headers["Retry-After"] else { return nil }
        // No server means longer than a day; the bound keeps sums of durations far from their limits.
        if let seconds = Int64(value) { return seconds >= 0 ? .seconds(min(seconds, 86_400)) : nil }
        return HTTPDate.seconds(value).map { .seconds(min(max(0, $0 - now), 86_400)) }
    }
}
