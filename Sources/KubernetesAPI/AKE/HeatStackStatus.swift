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
    /// The generation of the spec that this status speaks of.
    public var observedGeneration: Int64?
    /// `Ready`, `Reconciling` and `Stalled`, after the kstatus convention.
    public var conditions: [Condition]

    /// Makes a status.
    public init(
        stackID: String? = nil, stackName: String? = nil, stackStatus: String? = nil, stackStatusReason: String? = nil,
        lastOutputs: [String: JSONValue] = [:], lastParams: [String: String] = [:], observedGeneration: Int64? = nil,
        conditions: [Condition] = []
    ) {
        self.stackID = stackID
        self.stackName = stackName
        self.stackStatus = stackStatus
        self.stackStatusReason = stackStatusReason
        self.lastOutputs = lastOutputs
        self.lastParams = lastParams
        self.observedGeneration = observedGeneration
        self.conditions = conditions
    }

    private enum CodingKeys: String, CodingKey {
        case stackID, stackName, stackStatus, stackStatusReason, lastOutputs, lastParams, observedGeneration, conditions
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.stackID = try values.decodeIfPresent(String.self, forKey: .stackID)
        self.stackName = try values.decodeIfPresent(String.self, forKey: .stackName)
        self.stackStatus = try values.decodeIfPresent(String.self, forKey: .stackStatus)
        self.stackStatusReason = try values.decodeIfPresent(String.self, forKey: .stackStatusReason)
        self.lastOutputs = try values.decodeIfPresent([String: JSONValue].self, forKey: .lastOutputs) ?? [:]
        self.lastParams = try values.decodeIfPresent([String: String].self, forKey: .lastParams) ?? [:]
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
        try values.encodeIfPresent(observedGeneration, forKey: .observedGeneration)
        if !conditions.isEmpty { try values.encode(conditions, forKey: .conditions) }
    }
}
