/// A key in work, from ``CrashJournal/open(_:_:fingerprint:)`` to ``CrashJournal/close(_:)``.
struct CrashEntry: Sendable, Hashable {
    let identity: CrashSuspect.Identity
    /// The page that says so; `nil` when all were taken.
    let page: Int?
}
