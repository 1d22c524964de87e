import JSON

extension Event: JSONProjectable {
    private enum Member: String, CaseIterable {
        case metadata, eventTime, reportingController, reportingInstance, action, reason, regarding, related, note, type, series
    }

    private static let names = JSONNames(Member.self)

    /// Reads an event.
    public init(reading reader: inout JSONPullReader) throws(JSONError) {
        var metadata: ObjectMeta?
        var event = Event(
            metadata: ObjectMeta(name: ""), eventTime: nil, reportingController: nil, reportingInstance: nil, action: nil, reason: nil,
            regarding: nil, note: nil, type: nil)
        try reader.beginObject()
        while let member = try reader.nextMember(in: Self.names) {
            switch member {
            case .metadata: metadata = try reader.read()
            case .eventTime: event.eventTime = try reader.readIfPresent()
            case .reportingController: event.reportingController = try reader.sharedStringIfPresent()
            case .reportingInstance: event.reportingInstance = try reader.sharedStringIfPresent()
            case .action: event.action = try reader.sharedStringIfPresent()
            case .reason: event.reason = try reader.sharedStringIfPresent()
            case .regarding: event.regarding = try reader.readIfPresent()
            case .related: event.related = try reader.readIfPresent()
            case .note: event.note = try reader.stringIfPresent()
            case .type: event.type = try reader.sharedStringIfPresent()
            case .series: event.series = try reader.readIfPresent()
            }
        }
        guard let metadata else { throw reader.missing("metadata") }
        event.metadata = metadata
        self = event
    }
}

extension Event.Series: JSONProjectable {
    private enum Member: String, CaseIterable { case count, lastObservedTime }
    private static let names = JSONNames(Member.self)

    /// Reads a series.
    public init(reading reader: inout JSONPullReader) throws(JSONError) {
        var count: Int?
        var lastObservedTime: Timestamp?
        try reader.beginObject()
        while let member = try reader.nextMember(in: Self.names) {
            switch member {
            case .count: count = try reader.integer()
            case .lastObservedTime: lastObservedTime = try reader.read()
            }
        }
        guard let count else { throw reader.missing("count") }
        guard let lastObservedTime else { throw reader.missing("lastObservedTime") }
        self.init(count: count, lastObservedTime: lastObservedTime)
    }
}
