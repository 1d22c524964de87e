import JSON

/// What a service said when it refused a call: the sentence meant for people and the name of the exception, from whichever of OpenStack's
/// error bodies it used.
///
/// | service | body |
/// |---|---|
/// | Heat | `{"code", "title", "explanation", "error": {"message", "type"}}` ([faults](https://docs.openstack.org/api-ref/orchestration/v1/)) |
/// | Keystone | `{"error": {"code", "title", "message"}}` ([errors](https://docs.openstack.org/api-ref/identity/v3/)) |
/// | Neutron | `{"NeutronError": {"type", "message", "detail"}}` |
/// | Nova | `{"<fault name>": {"code", "message"}}` |
/// | Designate | `{"code", "type", "message", "errors"}` |
public struct ServiceFault: Sendable, Hashable {
    /// HTTP's status code.
    public var status: Int
    /// The service's own text, one line; HTTP's own words if there was none.
    public var message: String
    /// The service's name for the error, e.g. `StackExists`, if it gave one.
    public var type: String?

    /// A fault of parts already known.
    public init(status: Int, message: String, type: String? = nil) {
        self.status = status
        self.message = message
        self.type = type
    }

    /// Reads the body of a refused call; a body that is no JSON counts as text.
    public init(status: Int, body: [UInt8]) {
        self.status = status
        type = nil
        message = ""
        guard let value = try? JSONValue(parsing: body), let object = value.objectValue else {
            let text = String(decoding: body.prefix(500), as: UTF8.self)
            message = text.contains("<html") || text.isEmpty ? "HTTP status \(status)" : Self.line(text)
            return
        }
        if let error = object["error"]?.objectValue {
            message = error["message"]?.stringValue ?? ""
            type = error["type"]?.stringValue ?? error["title"]?.stringValue
        } else if let error = object["NeutronError"]?.objectValue {
            message = error["message"]?.stringValue ?? ""
            type = error["type"]?.stringValue
        } else if let text = object["message"]?.stringValue {
            message = text
            type = object["type"]?.stringValue
        } else if object.count == 1, let (name, inner) = object.first, let text = inner["message"]?.stringValue {
            message = text
            type = name
        }
        if message.isEmpty {
            message = object["explanation"]?.stringValue ?? object["title"]?.stringValue ?? "HTTP status \(status)"
        }
        message = Self.line(message)
    }

    /// What a caller can do about it.
    public var kind: Kind {
        switch status {
        case 400: Self.quotaTypes.contains(type ?? "") ? .quota : .badRequest
        case 401: .unauthorized
        case 403: Self.quotaTypes.contains(type ?? "") || message.lowercased().contains("quota") ? .quota : .forbidden
        case 404, 410: .notFound
        case 409: message.lowercased().contains("quota") || (type ?? "").contains("OverQuota") ? .quota : .conflict
        case 413: .quota
        case 429: .rateLimited
        case 408, 500...599: .unavailable
        default: .badRequest
        }
    }

    /// The kinds of refusals, by what can be done about them.
    public enum Kind: String, Sendable, Hashable {
        /// The object does not exist (any more).
        case notFound
        /// The object exists already, or another action on it is running.
        case conflict
        /// A limit of the project is reached.
        case quota
        /// The token or the credentials are not (or no longer) accepted.
        case unauthorized
        /// The user may not do this.
        case forbidden
        /// The call itself is wrong; repeating it is of no use.
        case badRequest
        /// Too many calls; the service asks to come back later.
        case rateLimited
        /// The service is not able to answer now.
        case unavailable
    }

    /// Heat answers 400 or 403 where a limit of the project is reached, with one of these names.
    private static let quotaTypes: Set<String> = ["RequestLimitExceeded", "StackResourceLimitExceeded"]

    private static func line(_ text: String) -> String {
        text.split(whereSeparator: \.isNewline).joined(separator: " ")
    }
}
