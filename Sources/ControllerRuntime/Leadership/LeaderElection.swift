import KubernetesAPI

/// The decisions of leader election. Pure: leases and times go in, what to do comes out.
///
/// Whether another's lease has run out is judged by the local clock from when its last change was *seen*, never by comparing the
/// other's clock with ours: the rule of client-go's `leaderelection`.
struct LeaderElection: Sendable {
    enum Action: Sendable, Equatable {
        /// Write the lease so (creating it if there is none) and report how it went.
        case write(Lease.Spec)
        /// Nothing but wait: somebody else leads.
        case wait
    }

    let identity: String
    let leaseDuration: Duration
    private(set) var renewedAt: ContinuousClock.Instant?
    private var seen: Lease.Spec?
    private var seenAt: ContinuousClock.Instant?

    init(identity: String, leaseDuration: Duration) {
        self.identity = identity
        self.leaseDuration = leaseDuration
    }

    /// What to do with the lease as it was read; `nil` when there is none.
    mutating func observe(_ lease: Lease.Spec?, now: ContinuousClock.Instant, wallClock: Timestamp) -> Action {
        if seenAt == nil || lease != seen {
            seen = lease
            seenAt = now
        }
        let holder = lease?.holderIdentity ?? ""
        if holder == identity {
            return .write(spec(acquired: lease?.acquireTime ?? wallClock, renewed: wallClock, transitions: lease?.leaseTransitions ?? 0))
        }
        if !holder.isEmpty, let seenAt {
            let duration = lease?.leaseDurationSeconds.map { Duration.seconds($0) } ?? leaseDuration
            if now < seenAt + duration { return .wait }
        }
        let transitions = lease == nil ? 0 : (lease?.leaseTransitions ?? 0) + 1
        return .write(spec(acquired: wallClock, renewed: wallClock, transitions: transitions))
    }

    /// The write that began at `started` succeeded. The right counts from before the call: the server may have written at once.
    mutating func wrote(_ spec: Lease.Spec, started: ContinuousClock.Instant) {
        renewedAt = started
        seen = spec
        seenAt = started
    }

    /// Until when this process may act as the leader, unless it renews the lease before; `nil` if it does not lead.
    func limit(renewDeadline: Duration) -> ContinuousClock.Instant? { renewedAt.map { $0 + renewDeadline } }

    /// Whether this process may still act as the leader.
    func holds(at now: ContinuousClock.Instant, renewDeadline: Duration) -> Bool {
        limit(renewDeadline: renewDeadline).map { now < $0 } ?? false
    }

    private func spec(acquired: Timestamp, renewed: Timestamp, transitions: Int) -> Lease.Spec {
        Lease.Spec(
            holderIdentity: identity, leaseDurationSeconds: Int(leaseDuration.components.seconds), acquireTime: acquired,
            renewTime: renewed, leaseTransitions: transitions)
    }
}
