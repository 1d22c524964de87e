/// A reconcile took longer than its controller allows, and was cancelled.
public struct ReconcileTimeout: Error, Sendable, Hashable, CustomStringConvertible {
    /// How long it may take.
    public let limit: Duration
    public var description: String { "the reconcile took longer than \(limit)" }
}
