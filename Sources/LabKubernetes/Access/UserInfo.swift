import JSON

/// Who makes a request.
struct UserInfo: Sendable, Hashable {
    var name: String
    var uid = ""
    var groups: [String] = []
    var extra: [String: [String]] = [:]

    static let anonymous = UserInfo(name: "system:anonymous", groups: ["system:unauthenticated"])

    /// The form in reviews and admission requests.
    var json: JSONValue {
        var value: JSONValue = ["username": .string(name), "groups": .array(groups.map { .string($0) })]
        if !uid.isEmpty { value.set(.string(uid), at: "uid") }
        if !extra.isEmpty { value.set(.object(extra.mapValues { .array($0.map { .string($0) }) }), at: "extra") }
        return value
    }

    /// The user that a ServiceAccount is.
    static func serviceAccount(namespace: String, name: String, uid: String) -> UserInfo {
        UserInfo(
            name: "system:serviceaccount:\(namespace):\(name)", uid: uid,
            groups: ["system:serviceaccounts", "system:serviceaccounts:\(namespace)", "system:authenticated"])
    }
}
