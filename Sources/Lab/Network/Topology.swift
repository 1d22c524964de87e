/// Makes and removes the lab's network.
public struct Topology: Sendable {
    let configuration: LabConfiguration
    let plan: NetworkPlan

    /// The topology of a lab.
    public init(_ configuration: LabConfiguration) {
        self.configuration = configuration
        plan = NetworkPlan(prefix: configuration.prefix)
    }

    /// Makes all namespaces, cables, addresses, routes, sysctls and the policy. What stood there before must be gone.
    public func up() async throws {
        try await Namespaces.batch(plan.creation)
        try await Namespaces.batch(plan.switchLines, in: configuration.namespace("sw"))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for host in plan.hosts {
                group.addTask {
                    let namespace = configuration.namespace(host.name)
                    try await Command.check(Namespaces.entering(namespace, ["sysctl", "-qw"] + plan.sysctls(host)))
                    try await Namespaces.batch(plan.hostLines(host), in: namespace)
                }
            }
            try await group.waitForAll()
        }
        try await Command.check(Namespaces.entering(configuration.namespace("l4"), ["nft", "-f", "-"]), input: plan.policy)
    }

    /// Removes every namespace that the lab makes. Processes in them must have ended.
    public func down() async throws {
        let names = Namespaces.existing(prefix: configuration.prefix)
        guard !names.isEmpty else { return }
        try await Namespaces.batch(names.map { "netns del \($0)\n" }.joined())
    }

    /// Whether every namespace of the plan stands.
    public var stands: Bool {
        Set(plan.namespaces).isSubset(of: Set(Namespaces.existing(prefix: configuration.prefix)))
    }
}
