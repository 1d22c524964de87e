/// The template of a class' stacks, and the bounds within which an Ingress' annotations choose.
public struct LoadBalancerClassSpec: Codable, Sendable, Hashable {
    /// The flavors that an Ingress may choose.
    public struct Flavors: Codable, Sendable, Hashable {
        /// The one of an Ingress that chooses none.
        public var `default`: String
        /// Those that an Ingress may choose; empty: only the default.
        public var allowed: [String]

        /// Makes a choice of flavors.
        public init(default: String, allowed: [String] = []) {
            self.default = `default`
            self.allowed = allowed
        }

        public init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            self.default = try values.decode(String.self, forKey: .default)
            self.allowed = try values.decodeIfPresent([String].self, forKey: .allowed) ?? []
        }

        private enum CodingKeys: String, CodingKey {
            case `default`, allowed
        }
    }

    /// How many nodes an Ingress may have.
    public struct Replicas: Codable, Sendable, Hashable {
        /// The number of an Ingress that gives none.
        public var `default`: Int
        /// The least.
        public var min: Int
        /// The most.
        public var max: Int

        /// Makes bounds.
        public init(default: Int = 2, min: Int = 1, max: Int = 10) {
            self.default = `default`
            self.min = min
            self.max = max
        }

        public init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            self.default = try values.decodeIfPresent(Int.self, forKey: .default) ?? 2
            self.min = try values.decodeIfPresent(Int.self, forKey: .min) ?? 1
            self.max = try values.decodeIfPresent(Int.self, forKey: .max) ?? 10
        }

        private enum CodingKeys: String, CodingKey {
            case `default`, min, max
        }
    }

    /// The URL of the Heat template of each Ingress' stack.
    public var templateURL: String
    /// How long Heat may take for one action, in minutes.
    public var timeout: Int?
    /// The flavors.
    public var flavors: Flavors
    /// The bounds of the number of nodes.
    public var replicas: Replicas
    /// Parameters passed on to the template as they are: image, networks, ...
    public var params: [String: String]
    /// Tags of the stacks.
    public var tags: [String]
    /// The namespaces whose Ingresses it serves; nil: all.
    public var namespaces: NamespaceAdmission?
    /// Which Ingresses may share a stack.
    public var sharing: ClassSharing
    /// How a change of the class reaches the stacks that exist.
    public var rollout: ClassRollout
    /// How hosts get their names; nil: not at all.
    public var dns: ClassNames?

    /// Makes a spec.
    public init(
        templateURL: String, timeout: Int? = nil, flavors: Flavors, replicas: Replicas = Replicas(), params: [String: String] = [:],
        tags: [String] = [], namespaces: NamespaceAdmission? = nil, sharing: ClassSharing = .namespace,
        rollout: ClassRollout = ClassRollout(), dns: ClassNames? = nil
    ) {
        self.templateURL = templateURL
        self.timeout = timeout
        self.flavors = flavors
        self.replicas = replicas
        self.params = params
        self.tags = tags
        self.namespaces = namespaces
        self.sharing = sharing
        self.rollout = rollout
        self.dns = dns
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.templateURL = try values.decode(String.self, forKey: .templateURL)
        self.timeout = try values.decodeIfPresent(Int.self, forKey: .timeout)
        self.flavors = try values.decode(Flavors.self, forKey: .flavors)
        self.replicas = try values.decodeIfPresent(Replicas.self, forKey: .replicas) ?? Replicas()
        self.params = try values.decodeIfPresent([String: String].self, forKey: .params) ?? [:]
        self.tags = try values.decodeIfPresent([String].self, forKey: .tags) ?? []
        self.namespaces = try values.decodeIfPresent(NamespaceAdmission.self, forKey: .namespaces)
        self.sharing = try values.decodeIfPresent(ClassSharing.self, forKey: .sharing) ?? .namespace
        self.rollout = try values.decodeIfPresent(ClassRollout.self, forKey: .rollout) ?? ClassRollout()
        self.dns = try values.decodeIfPresent(ClassNames.self, forKey: .dns)
    }

    private enum CodingKeys: String, CodingKey {
        case templateURL, timeout, flavors, replicas, params, tags, namespaces, sharing, rollout, dns
    }
}
