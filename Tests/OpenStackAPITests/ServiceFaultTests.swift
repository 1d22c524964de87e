import OpenStackAPI
import Testing

@Suite struct ServiceFaultTests {
    struct Case: Sendable {
        var status: Int
        var body: String
        var message: String
        var type: String?
        var kind: ServiceFault.Kind
    }

    static let cases: [Case] = [
        Case(
            status: 404,
            body:
                #"{"code": 404, "explanation": "The resource could not be found.", "error": {"message": "The Stack (x) could not be found.", "traceback": null, "type": "EntityNotFound"}, "title": "Not Found"}"#,
            message: "The Stack (x) could not be found.", type: "EntityNotFound", kind: .notFound),
        Case(
            status: 409,
            body: #"{"code": 409, "error": {"message": "The Stack (x) already exists.", "type": "StackExists"}, "title": "Conflict"}"#,
            message: "The Stack (x) already exists.", type: "StackExists", kind: .conflict),
        Case(
            status: 409,
            body:
                #"{"code": 409, "error": {"message": "Stack x already has an action (UPDATE) in progress.", "type": "ActionInProgress"}}"#,
            message: "Stack x already has an action (UPDATE) in progress.", type: "ActionInProgress", kind: .conflict),
        Case(
            status: 400,
            body:
                #"{"error": {"message": "You have reached the maximum stacks per tenant, 512.", "type": "RequestLimitExceeded"}, "code": 400}"#,
            message: "You have reached the maximum stacks per tenant, 512.", type: "RequestLimitExceeded", kind: .quota),
        Case(
            status: 403,
            body: #"{"error": {"message": "Maximum resources per stack exceeded.", "type": "StackResourceLimitExceeded"}, "code": 403}"#,
            message: "Maximum resources per stack exceeded.", type: "StackResourceLimitExceeded", kind: .quota),
        Case(
            status: 400, body: #"{"error": {"message": "line one\nline two", "type": "StackValidationFailed"}}"#,
            message: "line one line two",
            type: "StackValidationFailed", kind: .badRequest),
        Case(
            status: 401,
            body: #"{"error": {"code": 401, "message": "The request you have made requires authentication.", "title": "Unauthorized"}}"#,
            message: "The request you have made requires authentication.", type: "Unauthorized", kind: .unauthorized),
        Case(
            status: 409,
            body: #"{"NeutronError": {"type": "OverQuota", "message": "Quota exceeded for resources: ['port'].", "detail": ""}}"#,
            message: "Quota exceeded for resources: ['port'].", type: "OverQuota", kind: .quota),
        Case(
            status: 403, body: #"{"forbidden": {"code": 403, "message": "Quota exceeded for instances"}}"#,
            message: "Quota exceeded for instances", type: "forbidden", kind: .quota),
        Case(
            status: 413, body: #"{"overLimit": {"code": 413, "message": "too many"}}"#, message: "too many", type: "overLimit", kind: .quota
        ),
        Case(
            status: 400, body: #"{"code": 400, "type": "invalid_object", "message": "Provided object is invalid"}"#,
            message: "Provided object is invalid", type: "invalid_object", kind: .badRequest),
        Case(status: 429, body: "", message: "HTTP status 429", type: nil, kind: .rateLimited),
        Case(status: 503, body: "<html><body>down</body></html>", message: "HTTP status 503", type: nil, kind: .unavailable),
        Case(status: 502, body: "bad gateway", message: "bad gateway", type: nil, kind: .unavailable),
        Case(status: 403, body: #"{"title": "Forbidden"}"#, message: "Forbidden", type: nil, kind: .forbidden),
        Case(status: 500, body: "[1]", message: "[1]", type: nil, kind: .unavailable),
    ]

    @Test(arguments: cases) func `each service's error body gives its text, name and kind`(row: Case) {
        let fault = ServiceFault(status: row.status, body: Array(row.body.utf8))
        #expect(fault.message == row.message)
        #expect(fault.type == row.type)
        #expect(fault.kind == row.kind)
    }
}
