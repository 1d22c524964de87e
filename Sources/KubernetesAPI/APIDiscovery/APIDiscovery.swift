/// What a server serves, by group and version.
///
/// See <https://kubernetes.io/docs/concepts/overview/kubernetes-api/#discovery-api>.
public struct APIDiscovery: Sendable, Hashable {
    /// A version of a group.
    public struct Version: Sendable, Hashable {
        /// The version, `v1beta1`.
        public var name: String
        /// What is served in it.
        public var resources: [APIResource]
        /// Why it may be out of date or empty: the server behind it cannot be reached. `nil` when it is current.
        public var problem: String?

        /// Makes one.
        public init(name: String, resources: [APIResource], problem: String? = nil) {
            self.name = name
            self.resources = resources
            self.problem = problem
        }
    }

    /// An API group.
    public struct Group: Sendable, Hashable {
        /// The name; empty for the core group.
        public var name: String
        /// The versions, the preferred one first.
        public var versions: [Version]

        /// Makes one.
        public init(name: String, versions: [Version]) {
            self.name = name
            self.versions = versions
        }
    }

    /// The groups, the core group first.
    public var groups: [Group]

    /// Makes one.
    public init(groups: [Group]) { self.groups = groups }

    /// The versions that could not be asked, `metrics.k8s.io/v1beta1` for instance, and why. What else is here is not touched by it.
    public var problems: [String: String] {
        var problems: [String: String] = [:]
        for group in groups {
            for version in group.versions {
                guard let problem = version.problem else { continue }
                problems[group.name.isEmpty ? version.name : "\(group.name)/\(version.name)"] = problem
            }
        }
        return problems
    }
}
