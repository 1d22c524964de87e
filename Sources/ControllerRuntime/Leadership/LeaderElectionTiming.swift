/// The times of an election; client-go's defaults.
///
/// See <https://kubernetes.io/docs/concepts/architecture/leases/>.
public struct LeaderElectionTiming: Sendable, Hashable {
    /// Why times cannot work together.
    public struct Invalid: Error, Sendable, Hashable, CustomStringConvertible {
        /// Which, and what to do.
        public let description: String
    }

    /// By how much the pause between attempts is drawn out at most, so that candidates do not go in step.
    static let jitter = 1.2

    /// After how long without renewal others may take the lease: whole seconds, at least one.
    public var leaseDuration: Duration
    /// After how long without a successful renewal the holder stops acting; less than ``leaseDuration``.
    public var renewDeadline: Duration
    /// The pause between attempts to take or to renew it.
    public var retryPeriod: Duration

    /// Makes times.
    public init(leaseDuration: Duration = .seconds(15), renewDeadline: Duration = .seconds(10), retryPeriod: Duration = .seconds(2)) {
        self.leaseDuration = leaseDuration
        self.renewDeadline = renewDeadline
        self.retryPeriod = retryPeriod
    }

    /// Checks that there is time to renew before others may take over.
    ///
    /// - Throws: ``Invalid``.
    public func validate() throws(Invalid) {
        if leaseDuration < .seconds(1) || leaseDuration.components.attoseconds != 0 {
            throw Invalid(description: "leaseDuration \(leaseDuration): a Lease counts in whole seconds, at least one; give that many")
        }
        if renewDeadline >= leaseDuration {
            throw Invalid(
                description:
                    "renewDeadline \(renewDeadline) must be less than leaseDuration \(leaseDuration), so that the holder stops before others begin"
            )
        }
        if retryPeriod <= .zero { throw Invalid(description: "retryPeriod \(retryPeriod) must be more than nothing") }
        if renewDeadline <= retryPeriod * Self.jitter {
            throw Invalid(
                description:
                    "renewDeadline \(renewDeadline) must be more than \(Self.jitter) times retryPeriod \(retryPeriod), so that there is a second attempt"
            )
        }
    }
}
