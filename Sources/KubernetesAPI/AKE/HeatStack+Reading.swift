import JSON

extension HeatStack: JSONProjectable {
    private enum Member: String, CaseIterable { case metadata, spec, status }
    private static let names = JSONNames(Member.self)

    /// Reads a HeatStack.
    public init(reading reader: inout JSONPullReader) throws(JSONError) {
        var metadata: ObjectMeta?
        var spec: HeatStackSpec?
        var status: HeatStackStatus?
        try reader.beginObject()
        while let member = try reader.nextMember(in: Self.names) {
            switch member {
            case .metadata: metadata = try reader.read()
            case .spec: spec = try reader.read()
            case .status: status = try reader.readIfPresent()
            }
        }
        guard let metadata else { throw reader.missing("metadata") }
        guard let spec else { throw reader.missing("spec") }
        self.init(metadata: metadata, spec: spec, status: status)
    }
}

extension HeatStackSpec: JSONProjectable {
    private enum Member: String, CaseIterable { case templateURL, timeout, params, paramsFrom, environment, tags }
    private static let names = JSONNames(Member.self)

    /// Reads a spec.
    public init(reading reader: inout JSONPullReader) throws(JSONError) {
        self.init(templateURL: "")
        try reader.beginObject()
        while let member = try reader.nextMember(in: Self.names) {
            switch member {
            case .templateURL: templateURL = try reader.sharedStringIfPresent() ?? ""
            case .timeout: timeout = try reader.integerIfPresent()
            case .params: params = try reader.stringMapIfPresent() ?? [:]
            case .paramsFrom: paramsFrom = try reader.arrayIfPresent() ?? []
            case .environment: environment = try reader.decodeIfPresent()
            case .tags: tags = try reader.stringsIfPresent() ?? []
            }
        }
    }
}

extension HeatStackParameterSource: JSONProjectable {
    private enum Member: String, CaseIterable { case name, secretKeyRef }
    private static let names = JSONNames(Member.self)

    /// Reads a source.
    public init(reading reader: inout JSONPullReader) throws(JSONError) {
        var name: String?
        var secretKeyRef: SecretKeyReference?
        try reader.beginObject()
        while let member = try reader.nextMember(in: Self.names) {
            switch member {
            case .name: name = try reader.sharedString()
            case .secretKeyRef: secretKeyRef = try reader.decode()
            }
        }
        guard let name else { throw reader.missing("name") }
        guard let secretKeyRef else { throw reader.missing("secretKeyRef") }
        self.init(name: name, secretKeyRef: secretKeyRef)
    }
}

extension HeatStackStatus: JSONProjectable {
    private enum Member: String, CaseIterable {
        case stackID, stackName, stackStatus, stackStatusReason, lastOutputs, lastParams, observedGeneration, conditions
    }

    private static let names = JSONNames(Member.self)

    /// Reads a status.
    public init(reading reader: inout JSONPullReader) throws(JSONError) {
        self.init()
        try reader.beginObject()
        while let member = try reader.nextMember(in: Self.names) {
            switch member {
            case .stackID: stackID = try reader.stringIfPresent()
            case .stackName: stackName = try reader.stringIfPresent()
            case .stackStatus: stackStatus = try reader.sharedStringIfPresent()
            case .stackStatusReason: stackStatusReason = try reader.sharedStringIfPresent()
            case .lastOutputs: lastOutputs = try reader.decodeIfPresent() ?? [:]
            case .lastParams: lastParams = try reader.stringMapIfPresent() ?? [:]
            case .observedGeneration: observedGeneration = try reader.integerIfPresent()
            case .conditions: conditions = try reader.arrayIfPresent() ?? []
            }
        }
    }
}
