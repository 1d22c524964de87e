import OpenStackAPI

/// Finds in a stack's resources, nested ones included, the one whose failure is the cause, and says so in one sentence.
public enum FailureReason {
    /// The sentence; nil if no resource has failed.
    ///
    /// A failed resource that holds no failed one is a cause. Heat cancels the siblings of what failed: they count only if there is nothing else.
    public static func sentence(_ resources: [Heat.Resource]) -> String? {
        let failed = resources.filter(\.status.isFailed)
        let parents = Set(failed.compactMap(\.stackID))
        let leaves = failed.filter { $0.physicalID.isEmpty || !parents.contains($0.physicalID) }
        let causes = leaves.filter { !isConsequence($0.statusReason) }
        let candidates = ResourceTable.named(causes.isEmpty ? leaves : causes, among: resources)
        guard let (path, cause) = candidates.min(by: { $0.0 < $1.0 }) else { return nil }
        let others = causes.count > 1 ? " (and \(causes.count - 1) more)" : ""
        return "\(path) (\(cause.type)): \(cause.statusReason)\(others)"
    }

    /// Heat's own words for what it gave up since something else failed. Nova aborts too, with a reason: "Build of instance ... aborted: ...".
    private static func isConsequence(_ reason: String) -> Bool {
        let text = reason.lowercased()
        return text.isEmpty || text.contains("cancelled") || actions.contains { text.contains("\($0) aborted") }
    }

    private static let actions = ["create", "update", "delete", "check", "suspend", "resume", "snapshot", "restore", "rollback", "adopt"]

    /// The sentence from a stack's history, for failures whose resource is gone again; nil if no event tells.
    public static func sentence(_ events: [Heat.Event]) -> String? {
        let failed = events.filter { $0.status.isFailed && !isConsequence($0.reason) && !$0.reason.contains("Resource CREATE failed") }
        return failed.min { ($0.time ?? .init(secondsSinceEpoch: .max)) < ($1.time ?? .init(secondsSinceEpoch: .max)) }
            .map { "\($0.resourceName): \($0.reason)" }
    }
}
