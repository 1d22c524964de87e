import JSON

/// A change to an object.
///
/// See <https://kubernetes.io/docs/reference/using-api/api-concepts/#patch-and-apply>.
public enum Patch: Sendable, Hashable {
    /// RFC 7386: fields are replaced, `null` removes.
    case merge(JSONValue)
    /// Kubernetes' own merge, which knows the keys of lists: containers by name, ports by number. Built-in kinds only.
    case strategicMerge(JSONValue)
    /// RFC 6902: a list of operations; a `test` among them makes it conditional.
    case json(JSONValue)
    /// Server-side apply: the fields that the manager wants; what it no longer names goes.
    /// With `force` it takes fields from other managers, which a controller does for what it owns.
    case apply(JSONValue, fieldManager: String, force: Bool)

    var contentType: String {
        switch self {
        case .merge: "application/merge-patch+json"
        case .strategicMerge: "application/strategic-merge-patch+json"
        case .json: "application/json-patch+json"
        case .apply: "application/apply-patch+yaml"
        }
    }

    var body: JSONValue {
        switch self {
        case .merge(let body), .strategicMerge(let body), .json(let body), .apply(let body, _, _): body
        }
    }

    /// The manager that an apply names.
    var fieldManager: String? {
        if case .apply(_, let manager, _) = self { manager } else { nil }
    }

    var queryItems: [KubernetesRequest.QueryItem] {
        guard case .apply(_, let manager, let force) = self else { return [] }
        return [.init("fieldManager", manager), .init("force", force ? "true" : "false")]
    }
}
