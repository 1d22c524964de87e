import JSON

/// What a HeatStack is, as last seen in Heat.
public struct HeatStackStatus: Codable, Sendable, Hashable {
    /// Heat's id of the stack.
    public var stackID: String?
    /// The stack's name in Heat. It is set before the stack is created.
    public var stackName: String?
    /// Heat's own word for the state, e.g. `CREATE_COMPLETE`.
    public var stackStatus: String?
    /// Heat's own sentence on the state.
    public var stackStatusReason: String?
    /// The template's outputs as of the last action that ended well.
    public var lastOutputs: [String: JSONValue]
    /// The parameters last sent to Heat; those from Secrets as `sha256:<hex>`.
    public var lastParams: [String: String]
    /// The digest of the template last sent to Heat, with all its files.
    public var templateSHA256: String?
    /// The last action of this controller, with its times.
    public var lastAction: HeatStackLastAction?
    /// The stack's resources, nested ones included; what failed first, and not more than a screen or two of them.
    public var resources: [HeatStackResource]
    /// How many resources there are, those that are not listed included.
    public var resourceCount: Int?
    /// How many servers there are that Heat has completed: what the scale subresource shows.
    public var replicas: Int?
    /// A label selector for the scale subresource. It selects no Pods: the nodes are none.
    public var selector: String?
    /// How often in a row the creation was tried.
    public var createAttempts: Int?
    /// The value of the annotation `ake.adtech.cyberagent.io/retry` that has been followed.
    public var handledRetry: String?
    /// The generation of the spec that this status speaks of.
    public var observedGeneration: Int64?
    /// `Ready`, `Reconciling` and `Stalled`, after the kstatus convention, and `Drifted`.
    public var conditions: [Condition]

    /// Makes a status.
    public init(
        stackID: String? = nil, stackName: String? = nil, stackStatus: String? = nil, stackStatusReason: String? = nil,
        lastOutputs: [String: JSONValue] = [:], lastParams: [String: String] = [:], observedGeneration: Int64? = nil,
        conditions: [Condition] = [], templateSHA256: String? = nil, lastAction: HeatStackLastAction? = nil,
        resources: [HeatStackResource] = [], resourceCount: Int? = nil, replicas: Int? = nil, selector: String? = nil,
        createAttempts: Int? = nil, handledRetry: String? = nil
    ) {
        self.stackID = stackID
        self.stackName = stackName
        self.stackStatus = stackStatus
        self.stackStatusReason = stackStatusReason
        self.lastOutputs = lastOutputs
        self.lastParams = lastParams
        self.templateSHA256 = templateSHA256
        self.lastAction = lastAction
        self.resources = resources
        self.resourceCount = resourceCount
        self.replicas = replicas
        self.selector = selector
        self.createAttempts = createAttempts
        self.handledRetry = handledRetry
        self.observedGeneration = observedGeneration
        self.conditions = conditions
    }

    private enum CodingKeys: String, CodingKey {
        case stackID, stackName, stackStatus, stackStatusReason, lastOutputs, lastParams, templateSHA256, lastAction, resources
        case resourceCount, replicas, selector, createAttempts, handledRetry, observedGeneration, conditions
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.stackID = try values.decodeIfPresent(String.self, forKey: .stackID)
        self.stackName = try values.decodeIfPresent(String.self, forKey: .stackName)
        self.stackStatus = try values.decodeIfPresent(String.self, forKey: .stackStatus)
        self.stackStatusReason = try values.decodeIfPresent(String.self, forKey: .stackStatusReason)
        self.lastOutputs = try values.decodeIfPresent([String: JSONValue].self, forKey: .lastOutputs) ?? [:]
        self.lastParams = try values.decodeIfPresent([String: String].self, forKey: .lastParams) ?? [:]
        self.templateSHA256 = try values.decodeIfPresent(String.self, forKey: .templateSHA256)
        self.lastAction = try values.decodeIfPresent(HeatStackLastAction.self, forKey: .lastAction)
        self.resources = try values.decodeIfPresent([HeatStackResource].self, forKey: .resources) ?? []
        self.resourceCount = try values.decodeIfPresent(Int.self, forKey: .resourceCount)
        self.replicas = try values.decodeIfPresent(Int.self, forKey: .replicas)
        self.selector = try values.decodeIfPresent(String.self, forKey: .selector)
        self.createAttempts = try values.decodeIfPresent(Int.self, forKey: .createAttempts)
        self.handledRetry = try values.decodeIfPresent(String.self, forKey: .handledRetry)
        self.observedGeneration = try values.decodeIfPresent(Int64.self, forKey: .observedGeneration)
        self.conditions = try values.decodeIfPresent([Condition].self, forKey: .conditions) ?? []
    }

    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encodeIfPresent(stackID, forKey: .stackID)
        try values.encodeIfPresent(stackName, forKey: .stackName)
        try values.encodeIfPresent(stackStatus, forKey: .stackStatus)
        try values.encodeIfPresent(stackStatusReason, forKey: .stackStatusReason)
        if !lastOutputs.isEmpty { try values.encode(lastOutputs, forKey: .lastOutputs) }
        if !lastParams.isEmpty { try values.encode(lastParams, forKey: .lastParams) }
        try values.encodeIfPresent(templateSHA256, forKey: .templateSHA256)
        try values.encodeIfPresent(lastAction, forKey: .lastAction)
        if !resources.isEmpty { try values.encode(resources, forKey: .resources) }
        try values.encodeIfPresent(resourceCount, forKey: .resourceCount)
        try values.encodeIfPresent(replicas, forKey: .replicas)
        try values.encodeIfPresent(selector, forKey: .selector)
        try values.encodeIfPresent(createAttempts, forKey: .createAttempts)
        try values.encodeIfPresent(handledRetry, forKey: .handledRetry)
        try values.encodeIfPresent(observedGeneration, forKey: .observedGeneration)
        if !conditions.isEmpty { try values.encode(conditions, forKey: .conditions) }
    }
}
