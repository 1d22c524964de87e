import JSON

/// Nobody may grant by RBAC what they may not do themselves.
/// <https://kubernetes.io/docs/reference/access-authn-authz/rbac/#privilege-escalation-prevention-and-bootstrapping>
enum EscalationGuard {
    /// The refusal of a write to a role or binding; nil when it grants nothing new.
    static func failure(_ object: JSONValue, old: JSONValue?, kind: ServedKind, user: UserInfo, _ authorizer: Authorizer) -> APIFailure? {
        guard kind.group == Authorizer.group, !user.groups.contains("system:masters") else { return nil }
        let granted: [PolicyRule]
        let verb: String
        switch kind.plural {
        case "roles", "clusterroles":
            if let old, old.at("rules") == object.at("rules") { return nil }
            granted = Authorizer.rules(object)
            verb = "escalate"
        default:
            if let old, old.at("roleRef") == object.at("roleRef"), old.at("subjects") == object.at("subjects") { return nil }
            granted = authorizer.rules(object.at("roleRef"), namespace: object.namespace)
            verb = "bind"
        }
        let target = verb == "bind" ? object.at("roleRef", "name")?.text ?? "" : object.name
        let resource = verb == "bind" ? (object.at("roleRef", "kind")?.text == "ClusterRole" ? "clusterroles" : "roles") : kind.plural
        let permission = AccessRequest(verb: verb, group: kind.group, resource: resource, name: target, namespace: object.namespace)
        if authorizer.allows(user, permission) { return nil }
        let held = authorizer.rules(for: user, namespace: object.namespace)
        let missing = granted.filter { !covered($0, by: held) }
        if missing.isEmpty { return nil }
        let list = missing.map { rule in
            "{APIGroups:\(texts(rule.groups)), Resources:\(texts(rule.resources))\(rule.names.isEmpty ? "" : ", ResourceNames:\(texts(rule.names))"), Verbs:\(texts(rule.verbs))}"
        }
        return .forbidden(
            kind.resource, object.name,
            "user \"\(user.name)\" (groups=\(texts(user.groups))) is attempting to grant RBAC permissions not currently held:\n\(list.joined(separator: "\n"))"
        )
    }

    /// Whether every request that a rule allows is allowed by one of the others.
    static func covered(_ rule: PolicyRule, by held: [PolicyRule]) -> Bool {
        if !rule.paths.isEmpty {
            return rule.verbs.allSatisfy { verb in
                rule.paths.allSatisfy { path in held.contains { $0.allows(AccessRequest(verb: verb, nonResourcePath: path)) } }
            }
        }
        return rule.verbs.allSatisfy { verb in
            rule.groups.allSatisfy { group in
                rule.resources.allSatisfy { resource in
                    (rule.names.isEmpty ? [""] : rule.names).allSatisfy { name in
                        held.contains { candidate in
                            let parts = resource.split(separator: "/", maxSplits: 1).map(String.init)
                            return candidate.allows(
                                AccessRequest(
                                    verb: verb, group: group, resource: parts.first ?? "", subresource: parts.count > 1 ? parts[1] : "",
                                    name: name))
                        }
                    }
                }
            }
        }
    }

    private static func texts(_ list: [String]) -> String { "[\(list.map { "\"\($0)\"" }.joined(separator: " "))]" }
}
