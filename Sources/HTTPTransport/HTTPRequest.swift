/// One HTTP request as a value, so that building a request never needs a connection.
public struct HTTPRequest: Sendable, Hashable {
    /// The request method, upper case: `GET`, `POST`, `PATCH`, ...
    public var method: String
    /// The absolute URL, percent-encoded.
    public var url: String
    /// Header fields in the order in which they are sent.
    public var headers: [HTTPHeader]
    /// The body; `nil` sends none.
    public var body: [UInt8]?
    /// How long the whole exchange may take; for a stream, how long until its head has arrived.
    public var deadline: Duration
    /// The largest response body that is read, in bytes. A larger one is an error, not a truncation.
    public var maximumResponseBytes: Int

    /// Makes a request.
    public init(
        method: String = "GET",
        url: String,
        headers: [HTTPHeader] = [],
        body: [UInt8]? = nil,
        deadline: Duration = .seconds(30),
        maximumResponseBytes: Int = 512 << 20
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.deadline = deadline
        self.maximumResponseBytes = maximumResponseBytes
    }

    /// Whether sending the request twice has the effect of sending it once (RFC 9110, section 9.2.2).
    public var isIdempotent: Bool {
        switch method {
        case "GET", "HEAD", "OPTIONS", "PUT", "DELETE": true
        default: false
        }
    }
}
