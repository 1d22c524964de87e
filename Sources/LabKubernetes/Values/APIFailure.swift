import JSON

/// A refusal in the form of `metav1.Status`: what kubectl prints, word for word.
/// <https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/>
struct APIFailure: Error, Sendable, Equatable {
    /// One reason among several: `metav1.StatusCause`.
    struct Cause: Sendable, Equatable {
        var reason: String
        var message: String
        var field: String?
    }

    var code: Int
    var reason: String
    var message: String
    var group = ""
    var kind = ""
    var name = ""
    var causes: [Cause] = []
    /// Seconds after which the client may try again.
    var retryAfter: Int?
    /// A token by which a list may go on.
    var continueToken: String?

    /// The `v1` Status object.
    var status: JSONValue {
        var value: JSONValue = [
            "kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Failure",
            "message": .string(message), "code": .integer(Int64(code)),
        ]
        if !reason.isEmpty { value.set(.string(reason), at: "reason") }
        if let continueToken { value.set(.string(continueToken), at: "metadata", "continue") }
        var details: [String: JSONValue] = [:]
        if !name.isEmpty { details["name"] = .string(name) }
        if !group.isEmpty { details["group"] = .string(group) }
        if !kind.isEmpty { details["kind"] = .string(kind) }
        if let retryAfter { details["retryAfterSeconds"] = .integer(Int64(retryAfter)) }
        if !causes.isEmpty {
            details["causes"] = .array(
                causes.map { cause in
                    var value: JSONValue = ["reason": .string(cause.reason), "message": .string(cause.message)]
                    if let field = cause.field { value.set(.string(field), at: "field") }
                    return value
                })
        }
        if !details.isEmpty { value.set(.object(details), at: "details") }
        return value
    }

    static func notFound(_ resource: GroupResource, _ name: String) -> APIFailure {
        APIFailure(
            code: 404, reason: "NotFound", message: "\(resource) \"\(name)\" not found", group: resource.group, kind: resource.resource,
            name: name)
    }

    /// A path that nothing is served at.
    static let noSuchPath = APIFailure(code: 404, reason: "NotFound", message: "the server could not find the requested resource")

    static func alreadyExists(_ resource: GroupResource, _ name: String) -> APIFailure {
        APIFailure(
            code: 409, reason: "AlreadyExists", message: "\(resource) \"\(name)\" already exists", group: resource.group,
            kind: resource.resource, name: name)
    }

    static func conflict(_ resource: GroupResource, _ name: String, _ why: String) -> APIFailure {
        APIFailure(
            code: 409, reason: "Conflict", message: "Operation cannot be fulfilled on \(resource) \"\(name)\": \(why)",
            group: resource.group,
            kind: resource.resource, name: name)
    }

    /// The conflict of optimistic concurrency.
    static func staleVersion(_ resource: GroupResource, _ name: String) -> APIFailure {
        conflict(resource, name, "the object has been modified; please apply your changes to the latest version and try again")
    }

    static func badRequest(_ message: String) -> APIFailure { APIFailure(code: 400, reason: "BadRequest", message: message) }

    static let unauthorized = APIFailure(code: 401, reason: "Unauthorized", message: "Unauthorized")

    static func forbidden(_ resource: GroupResource, _ name: String, _ why: String) -> APIFailure {
        let subject =
            resource.resource.isEmpty ? "forbidden" : name.isEmpty ? "\(resource) is forbidden" : "\(resource) \"\(name)\" is forbidden"
        return APIFailure(
            code: 403, reason: "Forbidden", message: "\(subject): \(why)", group: resource.group, kind: resource.resource, name: name)
    }

    static func invalid(group: String, kind: String, name: String, _ problems: [FieldProblem]) -> APIFailure {
        let texts = problems.map(\.text)
        let list = texts.count == 1 ? texts[0] : "[\(texts.joined(separator: ", "))]"
        let subject = group.isEmpty ? kind : "\(kind).\(group)"
        return APIFailure(
            code: 422, reason: "Invalid", message: "\(subject) \"\(name)\" is invalid: \(list)", group: group, kind: kind, name: name,
            causes: problems.map { Cause(reason: $0.reason.rawValue, message: $0.body, field: $0.field) })
    }

    static func expired(_ message: String) -> APIFailure { APIFailure(code: 410, reason: "Expired", message: message) }

    /// The version of a page is gone; the token goes on at the newest.
    static func expiredPage(continuing token: String) -> APIFailure {
        var failure = expired(
            "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list."
        )
        failure.continueToken = token
        return failure
    }

    /// A version that the server has not reached yet.
    static func tooLargeVersion(_ revision: Int64, current: Int64) -> APIFailure {
        APIFailure(
            code: 504, reason: "Timeout", message: "Timeout: Too large resource version: \(revision), current: \(current)",
            causes: [Cause(reason: "ResourceVersionTooLarge", message: "Too large resource version", field: nil)], retryAfter: 1)
    }

    static let methodNotAllowed = APIFailure(
        code: 405, reason: "MethodNotAllowed", message: "the server does not allow this method on the requested resource")

    static func unsupportedMediaType(_ message: String) -> APIFailure {
        APIFailure(code: 415, reason: "UnsupportedMediaType", message: message)
    }

    static func internalError(_ message: String) -> APIFailure {
        APIFailure(
            code: 500, reason: "InternalError", message: "Internal error occurred: \(message)",
            causes: [Cause(reason: "", message: message, field: nil)])
    }
}
