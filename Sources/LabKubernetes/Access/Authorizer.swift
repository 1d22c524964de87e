import JSON

/// Role-based access control over the roles and bindings of the moment.
struct Authorizer: Sendable {
    static let group = "rbac.authorization.k8s.io"

    /// Where roles and bindings are stored.
    static let places = ["roles", "rolebindings", "clusterroles", "clusterrolebindings"].map { GroupResource(group: group, resource: $0) }

    var roles: [JSONValue]
    var roleBindings: [JSONValue]
    var clusterRoles: [JSONValue]
    var clusterRoleBindings: [JSONValue]

    init(roles: [JSONValue] = [], roleBindings: [JSONValue] = [], clusterRoles: [JSONValue] = [], clusterRoleBindings: [JSONValue] = []) {
        self.roles = roles
        self.roleBindings = roleBindings
        self.clusterRoles = clusterRoles
        self.clusterRoleBindings = clusterRoleBindings
    }

    init(_ store: ResourceStore) {
        let all = Self.places.map { store.objects($0).map(\.value) }
        self.init(roles: all[0], roleBindings: all[1], clusterRoles: all[2], clusterRoleBindings: all[3])
    }

    /// Whether a user may do something; members of `system:masters` may do everything.
    func allows(_ user: UserInfo, _ request: AccessRequest) -> Bool {
        user.groups.contains("system:masters") || rules(for: user, namespace: request.namespace).contains { $0.allows(request) }
    }

    /// The rules that hold for a user in a namespace (empty: cluster-wide only).
    func rules(for user: UserInfo, namespace: String) -> [PolicyRule] {
        var rules: [PolicyRule] = []
        for binding in clusterRoleBindings where Self.binds(binding, user) { rules += self.rules(binding.at("roleRef"), namespace: "") }
        if !namespace.isEmpty {
            for binding in roleBindings where binding.namespace == namespace && Self.binds(binding, user) {
                rules += self.rules(binding.at("roleRef"), namespace: namespace)
            }
        }
        return rules
    }

    /// The rules of the role that a binding refers to; none when it does not exist.
    func rules(_ reference: JSONValue?, namespace: String) -> [PolicyRule] {
        let name = reference?.at("name")?.text
        if reference?.at("kind")?.text == "ClusterRole" {
            guard let role = clusterRoles.first(where: { $0.name == name }) else { return [] }
            return Self.rules(role) + aggregated(role)
        }
        return roles.first { $0.name == name && $0.namespace == namespace }.map(Self.rules) ?? []
    }

    private func aggregated(_ role: JSONValue) -> [PolicyRule] {
        (role.at("aggregationRule", "clusterRoleSelectors")?.elements ?? []).flatMap { selector -> [PolicyRule] in
            let wanted = selector.at("matchLabels")?.textMembers ?? [:]
            return clusterRoles.filter { candidate in
                candidate.name != role.name && wanted.allSatisfy { candidate.labels[$0.key] == $0.value }
            }.flatMap(Self.rules)
        }
    }

    static func rules(_ role: JSONValue) -> [PolicyRule] { role.at("rules")?.elements.map { PolicyRule($0) } ?? [] }

    private static func binds(_ binding: JSONValue, _ user: UserInfo) -> Bool {
        (binding.at("subjects")?.elements ?? []).contains { subject in
            let name = subject.at("name")?.text ?? ""
            return switch subject.at("kind")?.text {
            case "User": name == user.name
            case "Group": user.groups.contains(name)
            case "ServiceAccount": user.name == "system:serviceaccount:\(subject.at("namespace")?.text ?? binding.namespace):\(name)"
            default: false
            }
        }
    }
}
