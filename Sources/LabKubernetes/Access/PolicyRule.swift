import JSON

/// One rule of a Role or ClusterRole.
/// <https://kubernetes.io/docs/reference/access-authn-authz/rbac/>
struct PolicyRule: Sendable, Hashable {
    var verbs: [String]
    var groups: [String]
    var resources: [String]
    var names: [String]
    var paths: [String]

    init(_ json: JSONValue) {
        verbs = json.at("verbs")?.textElements ?? []
        groups = json.at("apiGroups")?.textElements ?? []
        resources = json.at("resources")?.textElements ?? []
        names = json.at("resourceNames")?.textElements ?? []
        paths = json.at("nonResourceURLs")?.textElements ?? []
    }

    /// Whether the rule allows a request.
    func allows(_ request: AccessRequest) -> Bool {
        guard verbs.contains("*") || verbs.contains(request.verb) else { return false }
        if let path = request.nonResourcePath {
            return paths.contains { $0 == path || $0 == "*" || ($0.hasSuffix("*") && path.hasPrefix($0.dropLast())) }
        }
        guard groups.contains("*") || groups.contains(request.group) else { return false }
        let resourceFits = resources.contains { candidate in
            candidate == "*" || candidate == request.fullResource
                || (!request.subresource.isEmpty && candidate == "*/\(request.subresource)")
        }
        return resourceFits && (names.isEmpty || names.contains(request.name))
    }

    /// The form in a review of rules.
    var json: JSONValue {
        var value: JSONValue = [:]
        for (member, texts) in [
            ("verbs", verbs), ("apiGroups", groups), ("resources", resources), ("resourceNames", names), ("nonResourceURLs", paths),
        ]
        where !texts.isEmpty {
            value.set(.array(texts.map { .string($0) }), at: member)
        }
        return value
    }
}
