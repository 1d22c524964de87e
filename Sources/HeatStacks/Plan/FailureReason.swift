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
        guard let cause = (causes.isEmpty ? leaves : causes).min(by: { path($0, resources) < path($1, resources) }) else { return nil }
        let others = causes.count > 1 ? " (and \(causes.count - 1) more)" : ""
        return "\(path(cause, resources)) (\(cause.type)): \(cause.statusReason)\(others)"
    }

    private static func isConsequence(_ reason: String) -> Bool {
        let text = reason.lowercased()
        return text.contains("aborted") || text.contains("cancelled") || text.isEmpty
    }

    /// The resource's name below those of the stacks it is nested in.
    private static func path(_ resource: Heat.Resource, _ all: [Heat.Resource]) -> String {
        var names = [resource.name]
        var current = resource
        while names.count < 10, let parent = all.first(where: { !$0.physicalID.isEmpty && $0.physicalID == current.stackID }) {
            names.append(parent.name)
            current = parent
        }
        return names.reversed().joined(separator: "/")
    }
}
