import KubernetesAPI
import KubernetesClient
import Logging
import Metrics
import NIOConcurrencyHelpers
import ServiceLifecycle

/// Runs work while this process holds a Lease, and only then.
///
/// The holder renews by one conditional write each retry period. A candidate watches the Lease, so that it takes over within moments when the
/// holder lets go. Fields of the Lease that are unknown here (`strategy`, `preferredHolder`, labels) stay as they are.
/// See <https://kubernetes.io/docs/concepts/architecture/leases/>.
public struct LeaderElector: Sendable {
    /// The times of an election.
    public typealias Timing = LeaderElectionTiming

    /// The lease was lost: whoever runs this should end the process, so that nothing of the old leadership lingers.
    public struct LeadershipLost: Error, CustomStringConvertible {
        /// The lease's key.
        public let lease: ObjectKey
        public var description: String { "the lease \(lease) could not be renewed in time; ending, so that the next leader is alone" }
    }

    /// How long the leader's work may take to end.
    private static let patience: Duration = .seconds(5)

    /// Open while this process leads. Put it before every transport that is written to.
    public let fence: LeadershipFence
    let lease: ObjectKey
    let identity: String
    let timing: Timing
    let logger: Logger
    let clock: LeaderClock
    let access: LeaseAccess
    private let slowPath: Counter

    /// Makes an elector.
    ///
    /// - Parameters:
    ///   - identity: unique to this process.
    ///   - client: how the Lease is reached; not behind `fence`, which opens only by it.
    ///   - fence: is opened while this process leads.
    public init(
        lease: ObjectKey, identity: String, client: KubernetesClient, timing: Timing = Timing(), fence: LeadershipFence = LeadershipFence(),
        logger: Logger
    ) {
        self.init(lease: lease, identity: identity, client: client, timing: timing, fence: fence, clock: .system, logger: logger)
    }

    init(
        lease: ObjectKey, identity: String, client: KubernetesClient, timing: Timing, fence: LeadershipFence, clock: LeaderClock,
        logger: Logger
    ) {
        self.lease = lease
        self.identity = identity
        self.timing = timing
        self.fence = fence
        self.clock = clock
        self.access = LeaseAccess(key: lease, client: client)
        self.slowPath = Counter(label: "leader_election_slowpath_total", dimensions: [("name", lease.name)])
        var logger = logger
        logger[metadataKey: "lease"] = .string("\(lease)")
        self.logger = logger
    }

    /// Waits for leadership, runs `body`, and releases the lease when it has ended, also when this task is cancelled.
    ///
    /// `body` must heed cancellation, or graceful shutdown if it runs in a service group. When it has not ended five seconds after it was
    /// cancelled, the fence is closed and the lease released all the same: nothing that lingers can write. When the lease is lost, `body` is waited for
    /// no longer than that either, and left behind: whoever runs this has to end the process, and learns of it even if something hangs.
    ///
    /// - Throws: ``LeadershipLost``, ``LeaderElectionTiming/Invalid``, or what `body` throws.
    public func run(_ body: @escaping @Sendable () async throws -> Void) async throws {
        try timing.validate()
        let status = Gauge(label: "leader_election_master_status", dimensions: [("name", lease.name)])
        status.record(0)
        let elected = try await cancelWhenGracefulShutdown { try await stand() }
        open(elected)
        status.record(1)
        defer { status.record(0) }
        logger.info("leading as \(identity)")
        let end = BodyEnd()
        // No child task: one that does not heed its cancellation would be waited for without end, and the loss of the lease never told.
        let work = Task {
            defer { end.tell() }
            try await body()
        }
        try await withTaskCancellationHandler {
            do {
                try await keep(elected, until: end)
            } catch {
                work.cancel()
                if await !end.wait(for: Self.patience) {
                    logger.error("the work of the leader has not ended in time after the lease was lost; it is left behind")
                }
                throw error
            }
            try await work.value
        } onCancel: {
            work.cancel()
        }
    }

    func open(_ election: LeaderElection) {
        if let limit = election.limit(renewDeadline: timing.renewDeadline) { fence.extend(until: limit) }
    }

    // Renews until the body has ended, the task is cancelled, or the lease is lost.
    private func keep(_ elected: LeaderElection, until end: BodyEnd) async throws {
        var election = elected
        do {
            while !end.hasCome {
                let next = clock.now() + timing.retryPeriod
                let limit = election.limit(renewDeadline: timing.renewDeadline) ?? next
                if await end.wait(for: min(next, limit) - clock.now()) { break }
                try Task.checkCancellation()
                try await renew(&election)
            }
        } catch is CancellationError {
            // The lease is given back below.
        } catch {
            fence.close()
            throw error
        }
        // This task may be cancelled already; the release must be sent all the same, so it runs in a task that is not.
        let last = election
        await Task { await giveBack(last, after: end) }.value
    }

    private func renew(_ election: inout LeaderElection) async throws {
        guard election.holds(at: clock.now(), renewDeadline: timing.renewDeadline) else { throw LeadershipLost(lease: lease) }
        do {
            if try await !attempt(&election), election.renewedAt == nil { throw LeadershipLost(lease: lease) }
            open(election)
        } catch let error as KubernetesError {
            try Task.checkCancellation()
            logger.warning("the lease cannot be renewed: \(error)")
        }
        guard election.holds(at: clock.now(), renewDeadline: timing.renewDeadline) else { throw LeadershipLost(lease: lease) }
    }

    // Takes or renews the lease if it may be; whether this process holds it now.
    func attempt(_ election: inout LeaderElection) async throws -> Bool {
        // Read, write, and once more if the write was refused.
        for _ in 0..<4 {
            let started = clock.now()
            let usual = timing.retryPeriod * 2
            let deadline = election.limit(renewDeadline: timing.renewDeadline).map { min(usual, $0 - started) } ?? usual
            switch election.next(now: started, wallClock: clock.wall()) {
            case .wait: return false
            case .read:
                if election.renewedAt != nil { slowPath.increment() }
                election.read(try await access.read(within: deadline), now: clock.now())
            case .write(let spec, let old):
                do {
                    election.wrote(try await access.write(spec, over: old, within: deadline), started: started)
                    return true
                } catch let error as KubernetesError where error.isConflict || error.isAlreadyExists || error.isNotFound {
                    election.refused()
                }
            }
        }
        return false
    }

    // A released lease makes the next leader's wait some milliseconds instead of a lease's duration.
    private func giveBack(_ election: LeaderElection, after end: BodyEnd) async {
        if await !end.wait(for: Self.patience) {
            logger.error("the work of the leader has not ended in time; its writes are refused from now on")
        }
        fence.close()
        await fence.settle(within: .seconds(1))
        var election = election
        let limit = max(timing.retryPeriod, .seconds(2))
        do {
            for _ in 0..<2 {
                if let (spec, old) = election.release(wallClock: clock.wall()) {
                    do {
                        _ = try await access.write(spec, over: old, within: limit)
                        logger.info("released the lease")
                        return
                    } catch let error as KubernetesError where error.isConflict {}
                }
                // A renewal whose answer was lost may have changed the version.
                election.read(try await access.read(within: limit), now: clock.now())
            }
        } catch {
            logger.warning("the lease could not be released: \(error)")
        }
    }
}
