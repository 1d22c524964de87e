import FoundationEssentials
import KubernetesAPI

/// The time the controller lives by, as a parameter so that tests need not wait.
public struct HeatStackClock: Sendable {
    /// The time since some fixed point; never goes back.
    public var elapsed: @Sendable () -> Duration
    /// The time of day, for conditions.
    public var timeOfDay: @Sendable () -> Timestamp

    /// Makes a clock.
    public init(elapsed: @escaping @Sendable () -> Duration, timeOfDay: @escaping @Sendable () -> Timestamp) {
        self.elapsed = elapsed
        self.timeOfDay = timeOfDay
    }

    /// The machine's own clock.
    public static let continuous: HeatStackClock = {
        let start = ContinuousClock.now
        return HeatStackClock(
            elapsed: { ContinuousClock.now - start }, timeOfDay: { Timestamp(seconds: Int64(Date().timeIntervalSince1970)) })
    }()
}
