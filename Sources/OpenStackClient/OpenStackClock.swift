/// The time a client lives by, as a parameter so that tests need not wait.
public struct OpenStackClock: Sendable {
    /// The time since some fixed point; never goes back.
    public var now: @Sendable () -> Duration
    /// Waits; throws on cancellation.
    public var sleep: @Sendable (Duration) async throws -> Void
    /// A number from 0 up to 1, to spread repeated calls.
    public var jitter: @Sendable () -> Double

    /// Makes a clock.
    public init(
        now: @escaping @Sendable () -> Duration, sleep: @escaping @Sendable (Duration) async throws -> Void,
        jitter: @escaping @Sendable () -> Double
    ) {
        self.now = now
        self.sleep = sleep
        self.jitter = jitter
    }

    /// The machine's own clock.
    public static let continuous: OpenStackClock = {
        let start = ContinuousClock.now
        return OpenStackClock(
            now: { ContinuousClock.now - start }, sleep: { try await Task.sleep(for: $0) }, jitter: { Double.random(in: 0..<1) })
    }()
}
