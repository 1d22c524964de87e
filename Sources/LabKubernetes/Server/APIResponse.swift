import JSON

/// What a request is answered with.
enum APIResponse: Sendable {
    /// A JSON document.
    case json(status: Int, JSONValue, warnings: [String] = [], contentType: String = "application/json")
    /// Anything else.
    case bytes(status: Int, [UInt8], contentType: String, headers: [String: String] = [:])
    /// A stream of events.
    case watch(WatchRequest)
    /// Nothing: the connection ends.
    case drop

    static func failure(_ failure: APIFailure) -> APIResponse { .json(status: failure.code, failure.status) }
}
