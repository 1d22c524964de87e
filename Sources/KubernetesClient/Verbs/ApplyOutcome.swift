import KubernetesAPI

/// What has become of an apply that takes no fields from other managers.
public enum ApplyOutcome<Object: ObjectWithMetadata>: Sendable {
    /// It is applied; the object as it is now.
    case applied(Object)
    /// Nothing has changed, because these fields belong to others.
    case conflict([FieldConflict])

    init(_ apply: () async throws -> Object) async throws {
        do {
            self = .applied(try await apply())
        } catch let error as KubernetesError {
            let conflicts = FieldConflict.all(in: error)
            guard !conflicts.isEmpty else { throw error }
            self = .conflict(conflicts)
        }
    }

    /// The object, if it was applied.
    public var object: Object? {
        if case .applied(let object) = self { object } else { nil }
    }

    /// The fields that stand in the way; empty if it was applied.
    public var conflicts: [FieldConflict] {
        if case .conflict(let conflicts) = self { conflicts } else { [] }
    }
}
