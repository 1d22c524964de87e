/// What the controller last had Heat do, and how long it took.
public struct HeatStackLastAction: Codable, Sendable, Hashable {
    /// `CREATE`, `UPDATE` or `DELETE`.
    public var action: String
    /// When it was sent to Heat.
    public var startedAt: Timestamp
    /// When its end was seen.
    public var finishedAt: Timestamp?
    /// The time in between, as `1m32s`.
    public var duration: String?

    /// Makes an action.
    public init(action: String, startedAt: Timestamp, finishedAt: Timestamp? = nil, duration: String? = nil) {
        self.action = action
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.duration = duration
    }
}
