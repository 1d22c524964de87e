import JSON

/// What a HeatStack should be.
public struct HeatStackSpec: Codable, Sendable, Hashable {
    /// The URL of the HOT template: `file:`, `http:` or `https:`; what it refers to is fetched relative to it.
    public var templateURL: String
    /// How long Heat may take for one action, in minutes; nil leaves it to Heat's configuration.
    public var timeout: Int?
    /// The template's parameters.
    public var params: [String: String]
    /// Parameters whose values stand in Secrets of the same namespace. They are read when the stack is written and never stored;
    /// a changed value alone changes nothing.
    public var paramsFrom: [HeatStackParameterSource]
    /// The Heat environment: an object with `parameter_defaults`, `resource_registry`, ...
    public var environment: JSONValue?
    /// Tags of the stack, besides those the controller sets.
    public var tags: [String]

    /// Makes a spec.
    public init(
        templateURL: String, timeout: Int? = nil, params: [String: String] = [:], paramsFrom: [HeatStackParameterSource] = [],
        environment: JSONValue? = nil, tags: [String] = []
    ) {
        self.templateURL = templateURL
        self.timeout = timeout
        self.params = params
        self.paramsFrom = paramsFrom
        self.environment = environment
        self.tags = tags
    }

    private enum CodingKeys: String, CodingKey {
        case templateURL, timeout, params, paramsFrom, environment, tags
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.templateURL = try values.decodeIfPresent(String.self, forKey: .templateURL) ?? ""
        self.timeout = try values.decodeIfPresent(Int.self, forKey: .timeout)
        self.params = try values.decodeIfPresent([String: String].self, forKey: .params) ?? [:]
        self.paramsFrom = try values.decodeIfPresent([HeatStackParameterSource].self, forKey: .paramsFrom) ?? []
        self.environment = try values.decodeIfPresent(JSONValue.self, forKey: .environment)
        self.tags = try values.decodeIfPresent([String].self, forKey: .tags) ?? []
    }

    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(templateURL, forKey: .templateURL)
        try values.encodeIfPresent(timeout, forKey: .timeout)
        if !params.isEmpty { try values.encode(params, forKey: .params) }
        if !paramsFrom.isEmpty { try values.encode(paramsFrom, forKey: .paramsFrom) }
        try values.encodeIfPresent(environment, forKey: .environment)
        if !tags.isEmpty { try values.encode(tags, forKey: .tags) }
    }
}
