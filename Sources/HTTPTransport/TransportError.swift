/// Why no response came, or not the whole of one.
public struct TransportError: Error, Sendable, CustomStringConvertible {
    /// The kinds of failure that a caller may treat differently.
    public enum Code: String, Sendable, Hashable {
        /// No connection could be made: refused, unreachable, name not found. The request was not sent.
        case notConnected
        /// The peer's certificate was refused, or the TLS handshake failed. The request was not sent.
        case tls
        /// The request's deadline passed. The server may have acted on it.
        case deadlineExceeded
        /// The connection closed before the response was complete. The server may have acted on the request.
        case connectionLost
        /// The response is larger than the caller allows.
        case responseTooLarge
        /// The request itself cannot be sent: a malformed URL, an unreadable certificate file.
        case invalidRequest
    }

    /// The kind of failure.
    public var code: Code
    /// What happened, for people.
    public var message: String

    /// Makes an error.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// Whether the server certainly has not seen the request, so that even a request that is not idempotent may be sent again.
    public var requestWasNotSent: Bool { code == .notConnected || code == .tls || code == .invalidRequest }

    public var description: String { "\(code.rawValue): \(message)" }
}
