import KubernetesAPI

/// A field that an apply wants otherwise than the manager to whom it belongs.
///
/// See <https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts>.
public struct FieldConflict: Sendable, Hashable, CustomStringConvertible {
    /// To whom the field belongs, as the server names it.
    public var manager: String
    /// The field: `.spec.replicas`.
    public var field: String

    /// Makes one.
    public init(manager: String, field: String) {
        self.manager = manager
        self.field = field
    }

    public var description: String { "\(field) belongs to \(manager)" }

    /// The conflicts among the causes of a refused apply; empty when it was refused for something else.
    static func all(in error: KubernetesError) -> [FieldConflict] {
        guard error.isConflict else { return [] }
        return error.causes.filter { $0.reason == "FieldManagerConflict" }.map { cause in
            FieldConflict(manager: manager(in: cause.message ?? ""), field: cause.field ?? "")
        }
    }

    // conflict with "kubectl" with subresource "status" using v1 at 2025-01-01T00:00:00Z
    private static func manager(in message: String) -> String {
        let parts = message.split(separator: "\"", omittingEmptySubsequences: false)
        return parts.count > 2 ? String(parts[1]) : message
    }
}
