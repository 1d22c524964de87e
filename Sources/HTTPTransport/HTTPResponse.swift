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

    /// The pause that the server asks for by `Retry-After` in seconds (RFC 9110, section 10.2.3), if it does.
    public var retryAfter: Duration? {
        guard let value = headers["Retry-After"], let seconds = Int(value), seconds >= 0 else { return nil }
        return .seconds(seconds)
    }
}
