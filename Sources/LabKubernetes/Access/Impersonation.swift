/// The user that a request wants to be instead of the one it comes from.
/// <https://kubernetes.io/docs/reference/access-authn-authz/authentication/#user-impersonation>
struct Impersonation: Sendable, Equatable {
    /// Whom the request is made as.
    var user: UserInfo
    /// What the one it comes from must be allowed.
    var permissions: [AccessRequest]

    private static let group = "authentication.k8s.io"
    private static let extraPrefix = "impersonate-extra-"
    private static let accountPrefix = "system:serviceaccount:"

    /// Reads the headers of a request; nil when they name nobody.
    ///
    /// - Throws: ``APIFailure`` 500 when they say more about somebody whom they do not name, as the API server does.
    init?(_ request: APIRequest) throws(APIFailure) {
        let name = request.headers["impersonate-user"] ?? ""
        let groups = request.impersonation["impersonate-group"] ?? []
        let uid = request.headers["impersonate-uid"] ?? ""
        let extra = request.impersonation.filter { $0.key.hasPrefix(Self.extraPrefix) }
        guard !name.isEmpty else {
            if groups.isEmpty, uid.isEmpty, extra.isEmpty { return nil }
            throw .internalError("requested impersonation of groups, a uid or extra without impersonating a user")
        }
        user = UserInfo(name: name, uid: uid)
        let parts = name.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        if name.hasPrefix(Self.accountPrefix), parts.count == 4 {
            permissions = [AccessRequest(verb: "impersonate", resource: "serviceaccounts", name: parts[3], namespace: parts[2])]
            if groups.isEmpty { user.groups = ["system:serviceaccounts", "system:serviceaccounts:\(parts[2])"] }
        } else {
            permissions = [AccessRequest(verb: "impersonate", resource: "users", name: name)]
        }
        permissions += groups.map { AccessRequest(verb: "impersonate", resource: "groups", name: $0) }
        user.groups += groups
        for (header, values) in extra {
            let key = String(header.dropFirst(Self.extraPrefix.count)).percentDecoded
            user.extra[key, default: []] += values
            permissions += values.map {
                AccessRequest(verb: "impersonate", group: Self.group, resource: "userextras", subresource: key, name: $0)
            }
        }
        if !uid.isEmpty { permissions.append(AccessRequest(verb: "impersonate", group: Self.group, resource: "uids", name: uid)) }
        let isKnown = user.groups.contains { $0 == "system:authenticated" || $0 == "system:unauthenticated" }
        if name != UserInfo.anonymous.name, !isKnown { user.groups.append("system:authenticated") }
    }
}
