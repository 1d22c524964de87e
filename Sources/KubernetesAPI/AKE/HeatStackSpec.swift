import JSON

/// What a HeatStack should be (docs/heatstack.md).
public struct HeatStackSpec: Codable, Sendable, Hashable {
    /// What becomes of the stack when the object is deleted.
    public enum DeletionPolicy: String, Codable, Sendable, Hashable, CaseIterable {
        /// It is deleted first.
        case delete = "Delete"
        /// It stays in Heat; the object lets go of it.
        case retain = "Retain"
        /// The object cannot be deleted.
        case protect = "Protect"
    }

    /// The parameters that may change where nothing else is said: the number of nodes.
    public static let defaultMutableParams = ["replicas"]

    /// The URL of the HOT template: `https:`, `http:`, `file:`, `configMap://name/key` of the object's namespace, `builtin://NAME`;
    /// what it refers to is fetched relative to it.
    public var templateURL: String
    /// The digest that the template must have, in hexadecimal; nil takes it as it is.
    public var templateSHA256: String?
    /// How long Heat may take for one action, in minutes; nil leaves it to Heat's configuration.
    public var timeout: Int?
    /// The number of nodes as `kubectl scale` and an HPA set it; it counts for more than the parameter `replicas`.
    public var replicas: Int?
    /// The template's parameters.
    public var params: [String: String]
    /// Parameters whose values stand in Secrets and ConfigMaps of the same namespace. They are read when the stack is written and those of
    /// Secrets never stored; a changed value alone changes nothing.
    public var paramsFrom: [HeatStackParameterSource]
    /// The Heat environment: an object with `parameter_defaults`, `resource_registry`, ...
    public var environment: JSONValue?
    /// The contents of files that the template refers to, by name relative to it; they take the place of what would be fetched.
    public var files: [String: String]
    /// Tags of the stack, besides those the controller sets.
    public var tags: [String]
    /// The parameters that may change while the stack exists.
    public var mutableParams: [String]
    /// The entry of clouds.yaml; nil for the controller's own choice.
    public var cloudName: String?
    /// The Secret with clouds.yaml; nil for the controller's own file.
    public var cloudCredentialsRef: CloudCredentialsReference?
    /// What becomes of the stack when the object is deleted.
    public var deletionPolicy: DeletionPolicy
    /// Whether nothing is sent to Heat but the deletion.
    public var suspend: Bool
    /// The id or name of a stack that exists and is taken over instead of one that is created.
    public var adopt: String?
    /// How often a settled stack is looked at, as `5m`; nil for the controller's own choice.
    public var resyncInterval: String?
    /// Whether Heat takes a failed create or update back by itself.
    public var rollback: Bool

    /// Makes a spec.
    public init(
        templateURL: String, timeout: Int? = nil, params: [String: String] = [:], paramsFrom: [HeatStackParameterSource] = [],
        environment: JSONValue? = nil, tags: [String] = [], templateSHA256: String? = nil, replicas: Int? = nil,
        files: [String: String] = [:], mutableParams: [String] = defaultMutableParams, cloudName: String? = nil,
        cloudCredentialsRef: CloudCredentialsReference? = nil, deletionPolicy: DeletionPolicy = .delete, suspend: Bool = false,
        adopt: String? = nil, resyncInterval: String? = nil, rollback: Bool = false
    ) {
        self.templateURL = templateURL
        self.templateSHA256 = templateSHA256
        self.timeout = timeout
        self.replicas = replicas
        self.params = params
        self.paramsFrom = paramsFrom
        self.environment = environment
        self.files = files
        self.tags = tags
        self.mutableParams = mutableParams
        self.cloudName = cloudName
        self.cloudCredentialsRef = cloudCredentialsRef
        self.deletionPolicy = deletionPolicy
        self.suspend = suspend
        self.adopt = adopt
        self.resyncInterval = resyncInterval
        self.rollback = rollback
    }

    /// The parameters with ``replicas`` laid over them.
    public var effectiveParams: [String: String] {
        var params = params
        if let replicas { params["replicas"] = String(replicas) }
        return params
    }

    private enum CodingKeys: String, CodingKey {
        case templateURL, templateSHA256, timeout, replicas, params, paramsFrom, environment, files, tags, mutableParams, cloudName
        case cloudCredentialsRef, deletionPolicy, suspend, adopt, resyncInterval, rollback
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.templateURL = try values.decodeIfPresent(String.self, forKey: .templateURL) ?? ""
        self.templateSHA256 = try values.decodeIfPresent(String.self, forKey: .templateSHA256)
        self.timeout = try values.decodeIfPresent(Int.self, forKey: .timeout)
        self.replicas = try values.decodeIfPresent(Int.self, forKey: .replicas)
        self.params = try values.decodeIfPresent([String: String].self, forKey: .params) ?? [:]
        self.paramsFrom = try values.decodeIfPresent([HeatStackParameterSource].self, forKey: .paramsFrom) ?? []
        self.environment = try values.decodeIfPresent(JSONValue.self, forKey: .environment)
        self.files = try values.decodeIfPresent([String: String].self, forKey: .files) ?? [:]
        self.tags = try values.decodeIfPresent([String].self, forKey: .tags) ?? []
        self.mutableParams = try values.decodeIfPresent([String].self, forKey: .mutableParams) ?? Self.defaultMutableParams
        self.cloudName = try values.decodeIfPresent(String.self, forKey: .cloudName)
        self.cloudCredentialsRef = try values.decodeIfPresent(CloudCredentialsReference.self, forKey: .cloudCredentialsRef)
        self.deletionPolicy = try values.decodeIfPresent(DeletionPolicy.self, forKey: .deletionPolicy) ?? .delete
        self.suspend = try values.decodeIfPresent(Bool.self, forKey: .suspend) ?? false
        self.adopt = try values.decodeIfPresent(String.self, forKey: .adopt)
        self.resyncInterval = try values.decodeIfPresent(String.self, forKey: .resyncInterval)
        self.rollback = try values.decodeIfPresent(Bool.self, forKey: .rollback) ?? false
    }

    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(templateURL, forKey: .templateURL)
        try values.encodeIfPresent(templateSHA256, forKey: .templateSHA256)
        try values.encodeIfPresent(timeout, forKey: .timeout)
        try values.encodeIfPresent(replicas, forKey: .replicas)
        if !params.isEmpty { try values.encode(params, forKey: .params) }
        if !paramsFrom.isEmpty { try values.encode(paramsFrom, forKey: .paramsFrom) }
        try values.encodeIfPresent(environment, forKey: .environment)
        if !files.isEmpty { try values.encode(files, forKey: .files) }
        if !tags.isEmpty { try values.encode(tags, forKey: .tags) }
        if mutableParams != Self.defaultMutableParams { try values.encode(mutableParams, forKey: .mutableParams) }
        try values.encodeIfPresent(cloudName, forKey: .cloudName)
        try values.encodeIfPresent(cloudCredentialsRef, forKey: .cloudCredentialsRef)
        if deletionPolicy != .delete { try values.encode(deletionPolicy, forKey: .deletionPolicy) }
        if suspend { try values.encode(suspend, forKey: .suspend) }
        try values.encodeIfPresent(adopt, forKey: .adopt)
        try values.encodeIfPresent(resyncInterval, forKey: .resyncInterval)
        if rollback { try values.encode(rollback, forKey: .rollback) }
    }
}
