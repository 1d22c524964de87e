import JSON

extension Status: JSONProjectable {
    private enum Member: String, CaseIterable { case status, message, reason, details, code, metadata }
    private static let names = JSONNames(Member.self)

    /// Reads a status.
    public init(reading reader: inout JSONPullReader) throws(JSONError) {
        self.init(status: nil)
        try reader.beginObject()
        while let member = try reader.nextMember(in: Self.names) {
            switch member {
            case .status: status = try reader.stringIfPresent()
            case .message: message = try reader.stringIfPresent()
            case .reason: reason = try reader.stringIfPresent()
            case .details: details = try reader.readIfPresent()
            case .code: code = try reader.integerIfPresent()
            case .metadata: metadata = try reader.readIfPresent()
            }
        }
    }
}

extension Status.Details: JSONProjectable {
    private enum Member: String, CaseIterable { case name, group, kind, uid, causes, retryAfterSeconds }
    private static let names = JSONNames(Member.self)

    /// Reads details.
    public init(reading reader: inout JSONPullReader) throws(JSONError) {
        self.init()
        try reader.beginObject()
        while let member = try reader.nextMember(in: Self.names) {
            switch member {
            case .name: name = try reader.stringIfPresent()
            case .group: group = try reader.stringIfPresent()
            case .kind: kind = try reader.stringIfPresent()
            case .uid: uid = try reader.stringIfPresent()
            case .causes: causes = try reader.arrayIfPresent()
            case .retryAfterSeconds: retryAfterSeconds = try reader.integerIfPresent()
            }
        }
    }
}

extension Status.Details.Cause: JSONProjectable {
    private enum Member: String, CaseIterable { case reason, message, field }
    private static let names = JSONNames(Member.self)

    /// Reads a cause.
    public init(reading reader: inout JSONPullReader) throws(JSONError) {
        self.init()
        try reader.beginObject()
        while let member = try reader.nextMember(in: Self.names) {
            switch member {
            case .reason: reason = try reader.stringIfPresent()
            case .message: message = try reader.stringIfPresent()
            case .field: field = try reader.stringIfPresent()
            }
        }
    }
}

extension Status.Metadata: JSONProjectable {
    private enum Member: String, CaseIterable { case `continue` }
    private static let names = JSONNames(Member.self)

    /// Reads metadata.
    public init(reading reader: inout JSONPullReader) throws(JSONError) {
        self.init()
        try reader.beginObject()
        while let member = try reader.nextMember(in: Self.names) {
            switch member {
            case .continue: self.continue = try reader.stringIfPresent()
            }
        }
    }
}
