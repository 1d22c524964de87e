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
    private enum Member: String, CaseIterable {
        case templateURL, templateSHA256, timeout, replicas, params, paramsFrom, environment, files, tags, mutableParams, cloudName
        case cloudCredentialsRef, deletionPolicy, suspend, adopt, resyncInterval, rollback
    }
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
            case .templateSHA256: templateSHA256 = try reader.stringIfPresent()
            case .replicas: replicas = try reader.integerIfPresent()
            case .files: files = try reader.stringMapIfPresent() ?? [:]
            case .mutableParams: mutableParams = try reader.sharedStringsIfPresent() ?? Self.defaultMutableParams
            case .cloudName: cloudName = try reader.sharedStringIfPresent()
            case .cloudCredentialsRef: cloudCredentialsRef = try reader.decodeIfPresent()
            case .deletionPolicy: deletionPolicy = try reader.decodeIfPresent() ?? .delete
            case .suspend: suspend = try reader.boolIfPresent() ?? false
            case .adopt: adopt = try reader.stringIfPresent()
            case .resyncInterval: resyncInterval = try reader.sharedStringIfPresent()
            case .rollback: rollback = try reader.boolIfPresent() ?? false
            }
        }
    }
}

extension HeatStackParameterSource: JSONProjectable {
    private enum Member: String, CaseIterable { case name, secretKeyRef, configMapKeyRef }
    private static let names = JSONNames(Member.self)

    /// Reads a source.
    public init(reading reader: inout JSONPullReader) throws(JSONError) {
        var name: String?
        var secretKeyRef: KeyReference?
        var configMapKeyRef: KeyReference?
        try reader.beginObject()
        while let member = try reader.nextMember(in: Self.names) {
            switch member {
            case .name: name = try reader.sharedString()
            case .secretKeyRef: secretKeyRef = try reader.decodeIfPresent()
            case .configMapKeyRef: configMapKeyRef = try reader.decodeIfPresent()
            }
        }
        guard let name else { throw reader.missing("name") }
        self.init(name: name, secretKeyRef: secretKeyRef, configMapKeyRef: configMapKeyRef)
    }
}

extension HeatStackStatus: JSONProjectable {
    private enum Member: String, CaseIterable {
        case stackID, stackName, stackStatus, stackStatusReason, lastOutputs, lastParams, templateSHA256, lastAction, resources
        case resourceCount, replicas, selector, createAttempts, handledRetry, observedGeneration, conditions
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
            case .templateSHA256: templateSHA256 = try reader.stringIfPresent()
            case .lastAction: lastAction = try reader.decodeIfPresent()
            case .resources: resources = try reader.decodeIfPresent() ?? []
            case .resourceCount: resourceCount = try reader.integerIfPresent()
            case .replicas: replicas = try reader.integerIfPresent()
            case .selector: selector = try reader.stringIfPresent()
            case .createAttempts: createAttempts = try reader.integerIfPresent()
            case .handledRetry: handledRetry = try reader.stringIfPresent()
            case .observedGeneration: observedGeneration = try reader.integerIfPresent()
            case .conditions: conditions = try reader.arrayIfPresent() ?? []
            }
        }
    }
}
