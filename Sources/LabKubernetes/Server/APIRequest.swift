import JSON

/// One request, read whole.
struct APIRequest: Sendable {
    var method: String
    var target: RequestTarget
    /// Header fields by lower-case name.
    var headers: [String: String]
    /// The values of the header fields that impersonate, by lower-case name.
    var impersonation: [String: [String]] = [:]
    var body: [UInt8]
    /// The subject of the client certificate, when there is one.
    var certificateUser: UserInfo?

    /// The content type without parameters.
    var contentType: String { String((headers["content-type"] ?? "").split(separator: ";").first ?? "").filter { $0 != " " } }

    /// The body as JSON.
    ///
    /// - Throws: ``APIFailure`` 415 or 400 when it is not.
    func json() throws(APIFailure) -> JSONValue {
        if contentType == "application/vnd.kubernetes.protobuf" {
            if let object = ProtobufObject.decode(body) { return object }
            throw .unsupportedMediaType(
                "the body of the request was in an unknown format - accepted media types include: application/json (this stand-in reads protocol buffers only for the kinds that kubectl's typed commands send)"
            )
        }
        guard contentType.isEmpty || contentType.hasSuffix("json") || contentType == "application/apply-patch+yaml" else {
            throw .unsupportedMediaType(
                "the body of the request was in an unknown format - accepted media types include: application/json (this stand-in reads no YAML)"
            )
        }
        do {
            return try JSONValue(parsing: body)
        } catch {
            throw .badRequest("couldn't get version/kind; json parse error: \(error)")
        }
    }

    /// The field manager that the request names, or the program's name from its user agent.
    var manager: String {
        if let manager = target.query["fieldManager"], !manager.isEmpty { return manager }
        let agent = headers["user-agent"] ?? ""
        return String(agent.split(separator: "/").first ?? "unknown")
    }
}
