/// Which keys may have ended earlier processes, and when they may be tried again. Pure: the time is a parameter.
///
/// Every key that was in work when a process died is a suspect, unless a suspect was among them: then that one is to blame. A suspect is tried
/// after everything else, never two at once, and later each time; what ends without ending the process is a suspect no more. A key that has
/// ended ``limit`` processes is set aside until the object changes.
struct CrashState: Sendable {
    typealias Instant = ContinuousClock.Instant
    typealias Identity = CrashSuspect.Identity

    enum Verdict: Sendable, Hashable {
        /// No suspect.
        case free
        /// Now, alone.
        case alone
        /// Not before that long.
        case later(Duration)
        /// Only when the object has changed; `isNew` the first time that this is found.
        case quarantined(crashes: Int, isNew: Bool)
    }

    static let limit = 3
    static let firstPause: Duration = .seconds(10)
    static let longestPause: Duration = .seconds(600)
    /// How many suspects are remembered.
    static let capacity = 4096

    private(set) var suspects: [Identity: CrashSuspect]
    private(set) var blamed: [String: Int] = [:]
    private let startedAt: Instant
    private var inWork: Identity?
    private var told: Set<Identity> = []

    /// - Parameters:
    ///   - suspects: those of before the last process.
    ///   - dying: the keys that were in work when the last process died, and whether each was tried as a suspect.
    init(suspects: [CrashSuspect], dying: [(suspect: CrashSuspect, wasSuspect: Bool)], now: Instant) {
        self.startedAt = now
        self.suspects = suspects.reduce(into: [:]) { $0[$1.identity] = $1 }
        let known = dying.filter(\.wasSuspect)
        for (suspect, _) in known.isEmpty ? dying : known {
            var suspect = suspect
            let old = self.suspects[suspect.identity]
            suspect.crashes = (old?.fingerprint == suspect.fingerprint ? old?.crashes ?? 0 : 0) + 1
            blamed[suspect.identity.controller, default: 0] += 1
            if old != nil || self.suspects.count < Self.capacity { self.suspects[suspect.identity] = suspect }
        }
    }

    /// Whether a key may be tried now; after `.alone` ``end(_:)`` must follow.
    ///
    /// - Parameters:
    ///   - fingerprint: what the object is like now.
    ///   - others: how many other keys wait.
    mutating func verdict(on identity: Identity, fingerprint: String?, others: Int, now: Instant) -> Verdict {
        guard !suspects.isEmpty, let suspect = suspects[identity] else { return .free }
        guard suspect.fingerprint == fingerprint else {
            suspects[identity] = nil
            told.remove(identity)
            return .free
        }
        let age = now - startedAt
        if suspect.crashes >= Self.limit {
            // Of what has no fingerprint no change is ever seen: the longest pause must do.
            if fingerprint == nil { return age < Self.longestPause ? .later(Self.longestPause - age) : alone(identity) }
            return .quarantined(crashes: suspect.crashes, isNew: told.insert(identity).inserted)
        }
        let pause = min(Self.firstPause * (1 << (2 * (suspect.crashes - 1))), Self.longestPause)
        if age < pause { return .later(pause - age) }
        // After everything else, though not never where there is always something else.
        if others > 0, age < Self.longestPause { return .later(.seconds(1)) }
        return alone(identity)
    }

    /// The work on a key has ended, and the process has not; returns whether what is remembered has changed.
    mutating func end(_ identity: Identity) -> Bool {
        if inWork == identity { inWork = nil }
        return suspects.removeValue(forKey: identity) != nil
    }

    private mutating func alone(_ identity: Identity) -> Verdict {
        guard inWork == nil else { return .later(.seconds(1)) }
        inWork = identity
        return .alone
    }
}
