/// The port through which every client of this package speaks HTTP. Tests and simulators put their own in its place.
public protocol Transport: Sendable {
    /// Sends a request and reads the whole response.
    ///
    /// - Throws: ``TransportError``; a status of 4xx or 5xx is a response, not an error.
    func send(_ request: HTTPRequest) async throws -> HTTPResponse

    /// Sends a request and returns as soon as the response's head has arrived.
    ///
    /// - Throws: ``TransportError``.
    func stream(_ request: HTTPRequest) async throws -> HTTPStreamingResponse
}
