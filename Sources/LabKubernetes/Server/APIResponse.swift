import JSON

/// What a request is answered with.
enum APIResponse: Sendable {
    /// A JSON document.
    case json(status: Int, JSONValue, warnings: [String] = [], contentType: String = "application/json")
    /// Anything else.
    case bytes(status: Int, [UInt8], contentType: String, headers: [String: String] = [:])
    /// A list, written as fast as the client reads.
    case list(ListBody)
    /// A stream of events.
    case watch(WatchRequest)
    /// Nothing: the connection ends.
    case drop

    static func failure(_ failure: APIFailure) -> APIResponse { .json(status: failure.code, failure.status) }

    /// The HTTP status; 0 for none.
    var status: Int {
        switch self {
        case .json(let status, _, _, _), .bytes(let status, _, _, _): status
        case .list, .watch: 200
        case .drop: 0
        }
    }
}
