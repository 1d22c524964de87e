/// Whether this node may take traffic, as far as the agent can tell: the body of `PUT /v1/health`.
public struct HealthReport: Sendable, Hashable, Codable {
    /// Whether it may.
    public var ready: Bool
    /// Why not; `nil` when it may.
    public var reasons: [String]?

    /// Makes a report.
    ///
    /// - Parameter reasons: why not; none means ready.
    public init(reasons: [String]) {
        self.ready = reasons.isEmpty
        self.reasons = reasons.isEmpty ? nil : reasons
    }
}
