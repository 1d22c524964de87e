import KubernetesAPI

/// A key that was in work when an earlier process died.
struct CrashSuspect: Sendable, Hashable {
    /// Which key of which controller.
    struct Identity: Sendable, Hashable {
        var controller: String
        var key: ObjectKey
    }

    var identity: Identity
    /// What the object was like; `nil` when that is not known.
    var fingerprint: String?
    /// How many processes have died over it.
    var crashes: Int
}
