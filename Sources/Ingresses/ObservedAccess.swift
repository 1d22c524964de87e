import KubernetesAPI

/// What the caches know of a stack's identity and rights.
public struct ObservedAccess: Sendable, Hashable {
    /// The ServiceAccounts.
    public var serviceAccounts: [ServiceAccount]
    /// The Roles, of every namespace.
    public var roles: [Role]
    /// The RoleBindings, of every namespace.
    public var roleBindings: [RoleBinding]
    /// The ClusterRoles.
    public var clusterRoles: [ClusterRole]
    /// The ClusterRoleBindings.
    public var clusterRoleBindings: [ClusterRoleBinding]

    /// Makes an observation; by default of nothing.
    public init(
        serviceAccounts: [ServiceAccount] = [], roles: [Role] = [], roleBindings: [RoleBinding] = [], clusterRoles: [ClusterRole] = [],
        clusterRoleBindings: [ClusterRoleBinding] = []
    ) {
        self.serviceAccounts = serviceAccounts
        self.roles = roles
        self.roleBindings = roleBindings
        self.clusterRoles = clusterRoles
        self.clusterRoleBindings = clusterRoleBindings
    }

    /// The observation right after a stack's rights were given.
    public init(_ access: NodeAccess) {
        self.init(
            serviceAccounts: access.serviceAccounts, roles: access.roles, roleBindings: access.roleBindings,
            clusterRoles: [access.clusterRole], clusterRoleBindings: [access.clusterRoleBinding])
    }

    /// Whether there is nothing.
    public var isEmpty: Bool {
        serviceAccounts.isEmpty && roles.isEmpty && roleBindings.isEmpty && clusterRoles.isEmpty && clusterRoleBindings.isEmpty
    }

    /// Whether the nodes have exactly what they should: nothing is missing, other than wanted, or too much.
    public func matches(_ wanted: NodeAccess) -> Bool {
        Self.matches(wanted.serviceAccounts, serviceAccounts) && Self.matches(wanted.roles, roles)
            && Self.matches(wanted.roleBindings, roleBindings) && Self.matches([wanted.clusterRole], clusterRoles)
            && Self.matches([wanted.clusterRoleBinding], clusterRoleBindings)
    }

    private static func matches<Object: AccessObject>(_ wanted: [Object], _ have: [Object]) -> Bool {
        wanted.count == have.count && wanted.allSatisfy { one in have.contains { $0.key == one.key && $0.grants(one) } }
    }
}

/// An object that gives somebody an identity or rights.
protocol AccessObject: KubernetesObject {
    /// Whether it gives what the other one does.
    func grants(_ wanted: Self) -> Bool
    /// Whether it can become the other one; if not, it has to make way.
    func canBecome(_ wanted: Self) -> Bool
}

extension AccessObject {
    func canBecome(_ wanted: Self) -> Bool { true }
}

extension ServiceAccount: AccessObject {
    func grants(_ wanted: ServiceAccount) -> Bool { true }
}

extension Role: AccessObject {
    func grants(_ wanted: Role) -> Bool { rules ?? [] == wanted.rules ?? [] }
}

extension ClusterRole: AccessObject {
    func grants(_ wanted: ClusterRole) -> Bool { rules ?? [] == wanted.rules ?? [] }
}

extension RoleBinding: AccessObject {
    func grants(_ wanted: RoleBinding) -> Bool { roleRef == wanted.roleRef && subjects ?? [] == wanted.subjects ?? [] }
    func canBecome(_ wanted: RoleBinding) -> Bool { roleRef == wanted.roleRef }
}

extension ClusterRoleBinding: AccessObject {
    func grants(_ wanted: ClusterRoleBinding) -> Bool { roleRef == wanted.roleRef && subjects ?? [] == wanted.subjects ?? [] }
    func canBecome(_ wanted: ClusterRoleBinding) -> Bool { roleRef == wanted.roleRef }
}
