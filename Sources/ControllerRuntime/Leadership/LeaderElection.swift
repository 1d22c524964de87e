import KubernetesAPI

/// The decisions of leader election. Pure: leases and times go in, what to do comes out.
///
/// Whether another's lease has run out is judged by the local clock from when its last change was *seen*, never by comparing the
/// other's clock with ours: the rule of client-go's `leaderelection`. A holder renews by one conditional write; it reads only after that was
/// refused.
struct LeaderElection: Sendable {
    /// What to do next.
    enum Step: Sendable, Equatable {
        /// Read the lease and report it.
        case read
        /// Write the lease so, over the version that was read last (creating it if there is none), and report how it went.
        case write(Lease.Spec, over: LeaseRecord?)
        /// Nothing, until its holder's time is over or it changes.
        case wait(until: ContinuousClock.Instant)
    }

    private enum Knowledge {
        case none
        case absent
        case record(LeaseRecord)
    }

    let identity: String
    let leaseDuration: Duration
    private(set) var renewedAt: ContinuousClock.Instant?
    private var known = Knowledge.none
    private var seen: Lease.Spec?
    private var seenAt: ContinuousClock.Instant?
    private var isInDoubt = false

    init(identity: String, leaseDuration: Duration) {
        self.identity = identity
        self.leaseDuration = leaseDuration
    }

    /// What to do now.
    func next(now: ContinuousClock.Instant, wallClock: Timestamp) -> Step {
        if isInDoubt { return .read }
        let holder = seen?.holderIdentity ?? ""
        if !holder.isEmpty, holder != identity, let seenAt {
            let duration = seen?.leaseDurationSeconds.map { Duration.seconds($0) } ?? leaseDuration
            if now < seenAt + duration { return .wait(until: seenAt + duration) }
        }
        switch known {
        case .none: return .read
        case .absent: return .write(spec(acquired: wallClock, renewed: wallClock, transitions: 0), over: nil)
        case .record(let record):
            let old = record.spec
            let isOwn = holder == identity
            let transitions = old?.leaseTransitions ?? 0
            return .write(
                spec(
                    acquired: isOwn ? old?.acquireTime ?? wallClock : wallClock, renewed: wallClock,
                    transitions: isOwn ? transitions : transitions + 1),
                over: record)
        }
    }

    /// The lease was read; `nil` when there is none.
    mutating func read(_ record: LeaseRecord?, now: ContinuousClock.Instant) {
        notice(record?.spec, now: now)
        known = record.map { .record($0) } ?? .absent
        // Another one holds it: whatever right there was is gone.
        if let holder = record?.spec?.holderIdentity, !holder.isEmpty, holder != identity { renewedAt = nil }
    }

    /// Somebody told of the lease's state, a watch for instance. It is not taken over by this alone: it is read before.
    mutating func noticed(_ spec: Lease.Spec?, now: ContinuousClock.Instant) {
        notice(spec, now: now)
        known = .none
    }

    /// The write that began at `started` succeeded. The right counts from before the call: the server may have written at once.
    mutating func wrote(_ record: LeaseRecord, started: ContinuousClock.Instant) {
        renewedAt = started
        seen = record.spec
        seenAt = started
        known = .record(record)
    }

    /// The server refused the write: the lease is not as it was thought to be.
    mutating func refused() { known = .none }

    /// Nothing has told how the lease is by now: it is read even though its holder's time is not over.
    mutating func doubt() { isInDoubt = true }

    /// Until when this process may act as the leader, unless it renews the lease before; `nil` if it does not lead.
    func limit(renewDeadline: Duration) -> ContinuousClock.Instant? { renewedAt.map { $0 + renewDeadline } }

    /// Whether this process may still act as the leader.
    func holds(at now: ContinuousClock.Instant, renewDeadline: Duration) -> Bool {
        limit(renewDeadline: renewDeadline).map { now < $0 } ?? false
    }

    /// What to write so that the next one need not wait, over the version that is known; `nil` when this process holds nothing.
    func release(wallClock: Timestamp) -> (spec: Lease.Spec, over: LeaseRecord)? {
        guard case .record(let record) = known, record.spec?.holderIdentity == identity else { return nil }
        var spec = record.spec ?? Lease.Spec()
        spec.holderIdentity = ""
        spec.leaseDurationSeconds = 1
        spec.renewTime = wallClock
        return (spec, record)
    }

    private mutating func notice(_ spec: Lease.Spec?, now: ContinuousClock.Instant) {
        isInDoubt = false
        guard seenAt == nil || spec != seen else { return }
        seen = spec
        seenAt = now
    }

    private func spec(acquired: Timestamp, renewed: Timestamp, transitions: Int) -> Lease.Spec {
        Lease.Spec(
            holderIdentity: identity, leaseDurationSeconds: Int(leaseDuration.components.seconds), acquireTime: acquired,
            renewTime: renewed, leaseTransitions: transitions)
    }
}
