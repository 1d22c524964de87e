import FoundationEssentials
import KubernetesAPI

/// The clocks of an election, as parameters so that tests can make them jump.
struct LeaderClock: Sendable {
    /// Goes on while the process is stopped and the machine is suspended, and is never set: all decisions are by this one.
    var now: @Sendable () -> ContinuousClock.Instant
    /// The time of day, only written into the Lease for people to read.
    var wall: @Sendable () -> Timestamp

    static let system = LeaderClock(
        now: { .now }, wall: { Timestamp(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000)) })
}
