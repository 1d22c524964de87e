import JSON

extension Condition: JSONProjectable {
    private enum Member: String, CaseIterable { case type, status, observedGeneration, lastTransitionTime, reason, message }
    private static let names = JSONNames(Member.self)

    /// Reads a condition.
    public init(reading reader: inout JSONPullReader) throws(JSONError) {
        var texts: (type: String?, status: String?, reason: String?, message: String?)
        var observedGeneration: Int64?
        var lastTransitionTime: Timestamp?
        try reader.beginObject()
        while let member = try reader.nextMember(in: Self.names) {
            switch member {
            case .type: texts.type = try reader.sharedString()
            case .status: texts.status = try reader.sharedString()
            case .observedGeneration: observedGeneration = try reader.integerIfPresent()
            case .lastTransitionTime: lastTransitionTime = try reader.read()
            case .reason: texts.reason = try reader.sharedString()
            case .message: texts.message = try reader.sharedString()
            }
        }
        guard let type = texts.type else { throw reader.missing("type") }
        guard let status = texts.status else { throw reader.missing("status") }
        guard let lastTransitionTime else { throw reader.missing("lastTransitionTime") }
        guard let reason = texts.reason else { throw reader.missing("reason") }
        guard let message = texts.message else { throw reader.missing("message") }
        self.init(
            type: type, status: status, observedGeneration: observedGeneration, lastTransitionTime: lastTransitionTime, reason: reason,
            message: message)
    }
}
