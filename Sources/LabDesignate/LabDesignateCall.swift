import JSON

/// One call as the server saw it.
public struct LabDesignateCall: Sendable {
    /// HTTP's verb.
    public var method: String
    /// The path.
    public var path: String
    /// The query's parameters.
    public var query: [String: String]
    /// The token that came with it.
    public var token: String?
    /// The body; null if there was none.
    public var body: JSONValue

    /// Whether it asks Designate to change something.
    public var isWrite: Bool { method != "GET" && !path.hasPrefix("/v3/") }
}

/// An answer of the server.
struct LabDesignateAnswer: Sendable {
    var status: Int
    var headers: [String: String] = [:]
    var body: JSONValue?

    static func error(_ status: Int, _ type: String, _ message: String) -> LabDesignateAnswer {
        LabDesignateAnswer(
            status: status,
            body: ["code": .integer(Int64(status)), "type": .string(type), "message": .string(message), "request_id": "req-lab"])
    }
}
