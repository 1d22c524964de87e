/// How a ``WorkQueue`` paces failures. The values that are not given are client-go's.
public struct WorkQueueSettings: Sendable, Hashable {
    /// The pause after a key's first failure; it doubles with each in a row.
    public var firstBackoff: Duration
    /// The longest pause of a key, before up to a fifth is added by lot.
    public var longestBackoff: Duration
    /// How many retries of all keys together are due a second, once the burst is used up.
    public var retriesPerSecond: Double
    /// How many retries may come at once before the rate applies.
    public var retryBurst: Int

    /// Makes settings. Of a rate or a burst below what can work, the least that can is taken.
    public init(
        firstBackoff: Duration = .milliseconds(5), longestBackoff: Duration = .seconds(1000), retriesPerSecond: Double = 10,
        retryBurst: Int = 100
    ) {
        self.firstBackoff = max(.zero, firstBackoff)
        self.longestBackoff = max(.zero, longestBackoff)
        self.retriesPerSecond = max(0.001, retriesPerSecond)
        self.retryBurst = max(1, retryBurst)
    }
}
