import FoundationEssentials
import KubernetesAPI
import KubernetesClient
import Logging
import Metrics
import ServiceLifecycle

/// Runs work while this process holds a Lease, and only then.
///
/// See <https://kubernetes.io/docs/concepts/architecture/leases/>.
public struct LeaderElector: Sendable {
    /// The times of an election; client-go's defaults.
    public struct Timing: Sendable {
        /// After how long without renewal others may take the lease. At least a second.
        public var leaseDuration: Duration
        /// After how long without a successful renewal the holder stops acting; less than ``leaseDuration``.
        public var renewDeadline: Duration
        /// The pause between attempts to take or to renew it.
        public var retryPeriod: Duration

        /// Makes times.
        public init(
            leaseDuration: Duration = .seconds(15), renewDeadline: Duration = .seconds(10), retryPeriod: Duration = .seconds(2)
        ) {
            self.leaseDuration = leaseDuration
            self.renewDeadline = renewDeadline
            self.retryPeriod = retryPeriod
        }
    }

    /// The lease was lost: whoever runs this should end the process, so that nothing of the old leadership lingers.
    public struct LeadershipLost: Error, CustomStringConvertible {
        /// The lease's key.
        public let lease: ObjectKey
        public var description: String { "the lease \(lease) could not be renewed in time; ending, so that the next leader is alone" }
    }

    private let lease: ObjectKey
    private let identity: String
    private let client: KubernetesClient
    private let timing: Timing
    private let logger: Logger

    /// Makes an elector.
    ///
    /// - Parameter identity: unique to this process.
    public init(lease: ObjectKey, identity: String, client: KubernetesClient, timing: Timing = Timing(), logger: Logger) {
        self.lease = lease
        self.identity = identity
        self.client = client
        self.timing = timing
        var logger = logger
        logger[metadataKey: "lease"] = .string("\(lease)")
        self.logger = logger
    }

    /// Waits for leadership, runs `body`, and releases the lease when it ends.
    ///
    /// - Throws: ``LeadershipLost``, or what `body` throws.
    public func run(_ body: @escaping @Sendable () async throws -> Void) async throws {
        var election = LeaderElection(identity: identity, leaseDuration: timing.leaseDuration)
        while try await !attempt(&election) {
            try await Task.sleep(for: timing.retryPeriod * .random(in: 1..<1.2))
        }
        let status = Gauge(label: "leader_election_master_status", dimensions: [("name", lease.name)])
        logger.info("leading as \(identity)")
        status.record(1)
        let elected = election
        let outcome: Result<Void, any Error>
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await body() }
                group.addTask { try await keep(elected) }
                defer { group.cancelAll() }
                try await group.next()
            }
            outcome = .success(())
        } catch {
            outcome = .failure(error)
        }
        status.record(0)
        if case .failure(let error) = outcome, error is LeadershipLost { throw error }
        // This task may be cancelled already; the release must be sent all the same, so it runs in a task that is not.
        await Task { await release() }.value
        try outcome.get()
    }

    private func keep(_ elected: LeaderElection) async throws {
        var election = elected
        while true {
            let next = ContinuousClock.now + timing.retryPeriod
            let limit = election.limit(renewDeadline: timing.renewDeadline) ?? next
            try await Task.sleep(until: min(next, limit), clock: .continuous)
            if !election.holds(at: .now, renewDeadline: timing.renewDeadline) { throw LeadershipLost(lease: lease) }
            do {
                if try await !attempt(&election) { throw LeadershipLost(lease: lease) }
            } catch let error as KubernetesError {
                logger.warning("the lease cannot be renewed: \(error)")
            }
            if !election.holds(at: .now, renewDeadline: timing.renewDeadline) { throw LeadershipLost(lease: lease) }
        }
    }

    // Whether this process holds the lease now.
    private func attempt(_ election: inout LeaderElection) async throws -> Bool {
        let leading = election.renewedAt != nil
        let limit = election.limit(renewDeadline: timing.renewDeadline)
        do {
            var client = briefClient(until: limit)
            let current: Lease? = try await client.getIfPresent(Lease.self, lease.name, namespace: lease.namespace)
            let started = ContinuousClock.now
            guard case .write(let spec) = election.observe(current?.spec, now: started, wallClock: Self.wallClock()) else { return false }
            client = briefClient(until: limit)
            if var lease = current {
                lease.spec = spec
                try await client.replace(lease)
            } else {
                try await client.create(Lease(metadata: ObjectMeta(name: lease.name, namespace: lease.namespace), spec: spec))
            }
            election.wrote(spec, started: started)
            return true
        } catch let error as KubernetesError {
            // While leading, a failure is the keeper's to judge: it still holds until the renew deadline.
            if leading { throw error }
            if !error.isConflict && !error.isAlreadyExists { logger.warning("the lease cannot be taken: \(error)") }
            return false
        }
    }

    // A call that hangs must not keep this process leading beyond its right: none outlasts the renew deadline.
    private func briefClient(until limit: ContinuousClock.Instant?) -> KubernetesClient {
        var client = client
        let usual = timing.retryPeriod * 2
        client.deadline = limit.map { max(.milliseconds(1), min(usual, $0 - .now)) } ?? usual
        client.retryPolicy = RetryPolicy(attempts: 1)
        return client
    }

    // A released lease makes the next leader's wait one retry period instead of a lease's duration.
    private func release() async {
        let client = briefClient(until: nil)
        do {
            var current: Lease = try await client.get(Lease.self, lease.name, namespace: lease.namespace)
            guard current.spec?.holderIdentity == identity else { return }
            current.spec?.holderIdentity = ""
            current.spec?.leaseDurationSeconds = 1
            current.spec?.renewTime = Self.wallClock()
            let released = current
            try await client.replace(released)
            logger.info("released the lease")
        } catch {
            logger.warning("the lease could not be released: \(error)")
        }
    }

    private static func wallClock() -> Timestamp { Timestamp(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000)) }
}
