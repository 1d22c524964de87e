import JSON

/// One call as the server saw it.
public struct LabHeatCall: Sendable {
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

    /// Whether it asks Heat to change something.
    public var isWrite: Bool { method != "GET" && !path.hasPrefix("/v3/") && !path.hasSuffix("/preview") }
    /// Whether it asks Keystone for a token.
    public var isAuthentication: Bool { path.hasPrefix("/v3/") }
    /// Whether it asks for a list of stacks.
    public var isList: Bool { method == "GET" && path.hasSuffix("/stacks") }
}

/// An answer of the server.
struct LabHeatAnswer: Sendable {
    var status: Int
    var headers: [String: String] = [:]
    var body: JSONValue?

    static func heatError(_ status: Int, _ type: String, _ message: String) -> LabHeatAnswer {
        LabHeatAnswer(
            status: status,
            body: [
                "code": .integer(Int64(status)), "title": "Error", "explanation": "The server could not comply with the request.",
                "error": ["message": .string(message), "type": .string(type), "traceback": .null],
            ])
    }

    static func keystoneError(_ status: Int, _ message: String) -> LabHeatAnswer {
        LabHeatAnswer(
            status: status, body: ["error": ["code": .integer(Int64(status)), "message": .string(message), "title": "Unauthorized"]])
    }
}
