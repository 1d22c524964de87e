/// What somebody wants to do, as authorization sees it.
struct AccessRequest: Sendable, Equatable {
    var verb: String
    var group = ""
    var resource = ""
    var subresource = ""
    var name = ""
    var namespace = ""
    /// A path that is no resource; then the other fields are empty.
    var nonResourcePath: String?

    /// `pods/status`, or `pods`.
    var fullResource: String { subresource.isEmpty ? resource : "\(resource)/\(subresource)" }

    init(
        verb: String, group: String = "", resource: String = "", subresource: String = "", name: String = "", namespace: String = "",
        nonResourcePath: String? = nil
    ) {
        self.verb = verb
        self.group = group
        self.resource = resource
        self.subresource = subresource
        self.name = name
        self.namespace = namespace
        self.nonResourcePath = nonResourcePath
    }

    init(_ target: RequestTarget) {
        if target.isResource {
            self.init(
                verb: target.verb, group: target.group, resource: target.resource, subresource: target.subresource,
                name: target.name.isEmpty ? Self.selectedName(target) : target.name, namespace: target.namespace)
        } else {
            self.init(verb: target.verb, nonResourcePath: target.path)
        }
    }

    // A list or watch of one object counts as one of that object, so that rules with resourceNames allow it.
    private static func selectedName(_ target: RequestTarget) -> String {
        guard target.verb == "list" || target.verb == "watch" else { return "" }
        let terms = (target.query["fieldSelector"] ?? "").split(separator: ",")
        let names = terms.compactMap { $0.hasPrefix("metadata.name=") ? $0.drop { $0 != "=" }.drop { $0 == "=" } : nil }
        return names.count == 1 ? names.first.map(String.init) ?? "" : ""
    }

    /// The refusal in Kubernetes' words.
    func failure(_ user: UserInfo) -> APIFailure {
        if let nonResourcePath {
            return .forbidden(
                GroupResource(group: "", resource: ""), "", "User \"\(user.name)\" cannot \(verb) path \"\(nonResourcePath)\"")
        }
        let scope = namespace.isEmpty ? "at the cluster scope" : "in the namespace \"\(namespace)\""
        return .forbidden(
            GroupResource(group: group, resource: resource), name,
            "User \"\(user.name)\" cannot \(verb) resource \"\(fullResource)\" in API group \"\(group)\" \(scope)")
    }
}
