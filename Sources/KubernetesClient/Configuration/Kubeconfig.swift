/// A kubeconfig file.
///
/// See <https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/>.
public struct Kubeconfig: Codable, Sendable {
    /// The context that is used unless another is named.
    public var currentContext: String?
    /// The clusters.
    public var clusters: [Named<Cluster>]
    /// The users.
    public var users: [Named<User>]
    /// The contexts.
    public var contexts: [Named<Context>]

    private enum CodingKeys: String, CodingKey {
        case currentContext = "current-context"
        case clusters, users, contexts, apiVersion, kind
    }

    /// Makes a kubeconfig.
    public init(currentContext: String?, clusters: [Named<Cluster>], users: [Named<User>], contexts: [Named<Context>]) {
        self.currentContext = currentContext
        self.clusters = clusters
        self.users = users
        self.contexts = contexts
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.currentContext = try values.decodeIfPresent(String.self, forKey: .currentContext)
        self.clusters = try values.decodeIfPresent([Named<Cluster>].self, forKey: .clusters) ?? []
        self.users = try values.decodeIfPresent([Named<User>].self, forKey: .users) ?? []
        self.contexts = try values.decodeIfPresent([Named<Context>].self, forKey: .contexts) ?? []
    }

    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode("v1", forKey: .apiVersion)
        try values.encode("Config", forKey: .kind)
        try values.encodeIfPresent(currentContext, forKey: .currentContext)
        try values.encode(clusters, forKey: .clusters)
        try values.encode(users, forKey: .users)
        try values.encode(contexts, forKey: .contexts)
    }

    /// The same with the relative paths in it taken from a directory, which is how kubectl reads each file of several.
    ///
    /// - Parameter directory: the directory of the file in which the paths stand.
    public func resolvingPaths(in directory: String) -> Kubeconfig {
        var resolved = self
        resolved.clusters = clusters.map { Named(name: $0.name, value: $0.value.resolvingPaths(in: directory)) }
        resolved.users = users.map { Named(name: $0.name, value: $0.value.resolvingPaths(in: directory)) }
        return resolved
    }

    static func resolved(_ path: String?, in directory: String) -> String? {
        guard let path, !path.isEmpty, !path.hasPrefix("/") else { return path }
        return "\(directory)/\(path)"
    }

    /// Joins another file to this one: what is already named here stays, as kubectl does with several files.
    public func merging(_ other: Kubeconfig) -> Kubeconfig {
        func joined<Value>(_ mine: [Named<Value>], _ theirs: [Named<Value>]) -> [Named<Value>] {
            mine + theirs.filter { candidate in !mine.contains { $0.name == candidate.name } }
        }
        return Kubeconfig(
            currentContext: currentContext.flatMap { $0.isEmpty ? nil : $0 } ?? other.currentContext,
            clusters: joined(clusters, other.clusters), users: joined(users, other.users), contexts: joined(contexts, other.contexts))
    }

    /// An entry of one of the lists.
    public struct Named<Value: Codable & Sendable>: Codable, Sendable {
        /// The entry's name.
        public var name: String
        /// The entry.
        public var value: Value

        /// Makes an entry.
        public init(name: String, value: Value) {
            self.name = name
            self.value = value
        }

        private struct Key: CodingKey {
            var stringValue: String
            var intValue: Int? { nil }
            init(stringValue: String) { self.stringValue = stringValue }
            init?(intValue: Int) { nil }

            static var name: Key { Key(stringValue: "name") }
            static var value: Key {
                Key(stringValue: Value.self == Cluster.self ? "cluster" : Value.self == User.self ? "user" : "context")
            }
        }

        public init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: Key.self)
            self.name = try values.decode(String.self, forKey: .name)
            self.value = try values.decode(Value.self, forKey: .value)
        }

        public func encode(to encoder: any Encoder) throws {
            var values = encoder.container(keyedBy: Key.self)
            try values.encode(name, forKey: .name)
            try values.encode(value, forKey: .value)
        }
    }

    /// A cluster, a user and a namespace under one name.
    public struct Context: Codable, Sendable {
        /// The cluster's name.
        public var cluster: String
        /// The user's name.
        public var user: String
        /// The namespace; `default` unless said.
        public var namespace: String?

        /// Makes a context.
        public init(cluster: String, user: String, namespace: String? = nil) {
            self.cluster = cluster
            self.user = user
            self.namespace = namespace
        }
    }
}
