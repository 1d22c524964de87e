import JSON

/// One write that admission looks at; objects are in the served version.
struct AdmissionSubject: Sendable {
    /// `CREATE`, `UPDATE` or `DELETE`.
    var operation: String
    var context: WriteContext
    var object: JSONValue?
    var old: JSONValue?
    /// The object's own type, for a subresource that takes objects of another; else it is that of the resource.
    var objectType: (group: String, version: String, kind: String)?

    /// The object's name and namespace.
    var key: ObjectKey { (object ?? old ?? [:]).key }

    private var options: JSONValue {
        let kind =
            switch operation {
            case "CREATE": "CreateOptions"
            case "DELETE": "DeleteOptions"
            default: "UpdateOptions"
            }
        var options: JSONValue = ["kind": .string(kind), "apiVersion": "meta.k8s.io/v1"]
        if context.isDryRun { options.set(["All"], at: "dryRun") }
        if operation != "DELETE" { options.set(.string(context.manager), at: "fieldManager") }
        return options
    }

    /// The `AdmissionReview` that a webhook is sent.
    func review(uid: String) -> JSONValue {
        let kind = context.kind
        let own = objectType ?? (kind.group, kind.version, kind.kind)
        let type: JSONValue = ["group": .string(own.group), "version": .string(own.version), "kind": .string(own.kind)]
        let resource: JSONValue = ["group": .string(kind.group), "version": .string(kind.version), "resource": .string(kind.plural)]
        var request: JSONValue = [
            "uid": .string(uid), "kind": type, "resource": resource, "requestKind": type, "requestResource": resource,
            "name": .string(key.name),
            "operation": .string(operation), "userInfo": context.user.json, "object": object ?? .null, "oldObject": old ?? .null,
            "dryRun": .bool(context.isDryRun), "options": options,
        ]
        if !key.namespace.isEmpty { request.set(.string(key.namespace), at: "namespace") }
        if !context.subresource.isEmpty {
            request.set(.string(context.subresource), at: "subResource")
            request.set(.string(context.subresource), at: "requestSubResource")
        }
        return ["kind": "AdmissionReview", "apiVersion": "admission.k8s.io/v1", "request": request]
    }
}
