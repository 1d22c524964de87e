import JSON

/// One call as the server saw it.
public struct LabOpenStackCall: Sendable {
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

    /// Whether it asks Keystone for a token.
    public var isAuthentication: Bool { path.hasPrefix("/v3/") }
    /// Whether it asks the service to change something. Heat's preview is a `PUT` that changes nothing.
    public var isWrite: Bool { method != "GET" && !isAuthentication && !path.hasSuffix("/preview") }
}
