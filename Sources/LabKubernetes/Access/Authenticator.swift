import JSON

/// Finds out who makes a request: a client certificate, a static token, or the token of a ServiceAccount.
struct Authenticator: Sendable {
    var staticTokens: [String: UserInfo]
    var tokens: ServiceAccountTokens

    /// The user of a token.
    ///
    /// - Throws: ``APIFailure`` 401 when the token is unknown, expired, or its ServiceAccount or bound object is gone.
    func user(token: String, store: ResourceStore, now: Timestamp) throws(APIFailure) -> UserInfo {
        if let user = staticTokens[token] { return user }
        guard let claims = tokens.read(token), claims.expires > now.seconds, claims.audiences.contains(ServiceAccountTokens.issuer) else {
            throw .unauthorized
        }
        return try user(claims, store: store)
    }

    /// The user that the claims of a token name, if the objects they name still exist.
    func user(_ claims: ServiceAccountTokens.Claims, store: ResourceStore) throws(APIFailure) -> UserInfo {
        let key = ObjectKey(namespace: claims.namespace, name: claims.name)
        guard let account = store.object(GroupResource(group: "", resource: "serviceaccounts"), key), account.uid == claims.uid,
            !account.isTerminating
        else {
            throw .unauthorized
        }
        var user = UserInfo.serviceAccount(namespace: claims.namespace, name: claims.name, uid: claims.uid)
        if let binding = claims.binding {
            let place = GroupResource(group: "", resource: binding.kind.lowercased() + "s")
            let bound = store.object(place, ObjectKey(namespace: binding.kind == "Node" ? "" : claims.namespace, name: binding.name))
            guard bound?.uid == binding.uid else { throw .unauthorized }
            user.extra["authentication.kubernetes.io/\(binding.kind.lowercased())-name"] = [binding.name]
            user.extra["authentication.kubernetes.io/\(binding.kind.lowercased())-uid"] = [binding.uid]
        }
        return user
    }
}
