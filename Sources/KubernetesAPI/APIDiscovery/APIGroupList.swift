/// Discovery in its older form: the groups and their versions, without what is in them (`/apis`).
public struct APIGroupList: Decodable, Sendable {
    /// A group.
    public struct Group: Decodable, Sendable {
        /// A version of a group.
        public struct Version: Decodable, Sendable {
            /// The version, `v1`.
            public var version: String
        }

        /// The name.
        public var name: String
        /// The versions.
        public var versions: [Version]
        /// The version to use where there is a choice.
        public var preferredVersion: Version?

        /// Names of the versions, the preferred one first.
        public var orderedVersions: [String] {
            let names = versions.map(\.version)
            guard let first = preferredVersion?.version, names.contains(first) else { return names }
            return [first] + names.filter { $0 != first }
        }
    }

    /// The groups.
    public var groups: [Group]
}

/// The versions of the core group in the older form of discovery (`/api`).
public struct APIVersions: Decodable, Sendable {
    /// The versions.
    public var versions: [String]
}
