import JSON

/// The resources that are questions: they are created, answered and never stored.
enum Reviews {
    /// What is served, by group.
    static let kinds: [String: [(plural: String, kind: String, namespaced: Bool)]] = [
        "authentication.k8s.io": [("tokenreviews", "TokenReview", false), ("selfsubjectreviews", "SelfSubjectReview", false)],
        "authorization.k8s.io": [
            ("selfsubjectaccessreviews", "SelfSubjectAccessReview", false), ("subjectaccessreviews", "SubjectAccessReview", false),
            ("localsubjectaccessreviews", "LocalSubjectAccessReview", true), ("selfsubjectrulesreviews", "SelfSubjectRulesReview", false),
        ],
    ]

    /// The user that a review asks about.
    static func user(_ spec: JSONValue) -> UserInfo {
        UserInfo(
            name: spec.at("user")?.text ?? "", uid: spec.at("uid")?.text ?? "",
            groups: (spec.at("groups")?.textElements ?? []) + ["system:authenticated"])
    }

    /// What a review asks about.
    static func access(_ spec: JSONValue) -> AccessRequest {
        if let path = spec.at("nonResourceAttributes") {
            return AccessRequest(verb: path.at("verb")?.text ?? "", nonResourcePath: path.at("path")?.text ?? "")
        }
        let attributes = spec.at("resourceAttributes") ?? [:]
        func text(_ member: String) -> String { attributes.at(member)?.text ?? "" }
        return AccessRequest(
            verb: text("verb"), group: text("group"), resource: text("resource"), subresource: text("subresource"), name: text("name"),
            namespace: text("namespace"))
    }
}

extension APIService {
    /// The answer to a review; nil when the request is none.
    func reviewed(_ request: APIRequest, _ user: UserInfo) throws(APIFailure) -> APIResponse? {
        let target = request.target
        guard target.version == "v1", let kind = Reviews.kinds[target.group]?.first(where: { $0.plural == target.resource }) else {
            return nil
        }
        guard target.verb == "create" else { throw .methodNotAllowed }
        var review = try request.json()
        let spec = review.at("spec") ?? [:]
        let authorizer = self.authorizer
        review.set(.string(kind.kind), at: "kind")
        review.set(.string("\(target.group)/v1"), at: "apiVersion")
        if review.at("metadata") == nil { review.set([:], at: "metadata") }
        switch kind.kind {
        case "TokenReview": review.set(tokenReview(spec), at: "status")
        case "SelfSubjectReview": review.set(["userInfo": user.json], at: "status")
        case "SelfSubjectRulesReview":
            let isMaster = user.groups.contains("system:masters")
            let everything: JSONValue = ["verbs": ["*"], "apiGroups": ["*"], "resources": ["*"], "nonResourceURLs": ["*"]]
            let rules = isMaster ? [PolicyRule(everything)] : authorizer.rules(for: user, namespace: spec.at("namespace")?.text ?? "")
            review.set(
                [
                    "resourceRules": .array(rules.filter { !$0.resources.isEmpty }.map(\.json)),
                    "nonResourceRules": .array(rules.filter { !$0.paths.isEmpty }.map(\.json)), "incomplete": false,
                ], at: "status")
        case "SelfSubjectAccessReview":
            review.set(["allowed": .bool(authorizer.allows(user, Reviews.access(spec)))], at: "status")
        default:
            review.set(["allowed": .bool(authorizer.allows(Reviews.user(spec), Reviews.access(spec)))], at: "status")
        }
        return .json(status: 201, review)
    }

    private func tokenReview(_ spec: JSONValue) -> JSONValue {
        let token = spec.at("token")?.text ?? ""
        let wanted = spec.at("audiences")?.textElements ?? []
        let audiences = wanted.isEmpty ? [ServiceAccountTokens.issuer] : wanted
        let now = Timestamp.now()
        if let user = authenticator.staticTokens[token] {
            return ["authenticated": true, "user": user.json, "audiences": .array(audiences.map { .string($0) })]
        }
        guard let claims = authenticator.tokens.read(token), claims.expires > now.seconds,
            let user = try? authenticator.user(claims, store: store)
        else {
            return ["authenticated": false, "error": "invalid bearer token"]
        }
        let shared = claims.audiences.filter(audiences.contains)
        if shared.isEmpty { return ["authenticated": false, "error": "token audiences do not match the requested ones"] }
        return ["authenticated": true, "user": user.json, "audiences": .array(shared.map { .string($0) })]
    }
}
