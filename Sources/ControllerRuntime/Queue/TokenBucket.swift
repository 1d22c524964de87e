/// A bucket of tokens that fills at a steady rate: an overall limit with room for bursts. Pure: the time is a parameter.
struct TokenBucket: Sendable {
    typealias Instant = ContinuousClock.Instant

    /// The time in which one token comes.
    let interval: Duration
    /// How many tokens it holds.
    let burst: Int
    private var tokens: Double
    private var filledAt: Instant?

    /// Makes a full bucket.
    init(interval: Duration, burst: Int) {
        self.interval = interval
        self.burst = burst
        self.tokens = Double(burst)
    }

    /// Takes a token if there is one.
    mutating func take(at now: Instant) -> Bool {
        fill(to: now)
        guard tokens >= 1 else { return false }
        tokens -= 1
        return true
    }

    /// Takes a token in advance; returns how long it takes until it comes.
    mutating func reserve(at now: Instant) -> Duration {
        fill(to: now)
        tokens -= 1
        return tokens >= 0 ? .zero : interval * -tokens
    }

    /// Whether it is full at that time, so that nothing is lost by forgetting it.
    func isFull(at now: Instant) -> Bool {
        guard let filledAt else { return true }
        return tokens + Self.ratio(now - filledAt, interval) >= Double(burst)
    }

    private mutating func fill(to now: Instant) {
        guard let since = filledAt else {
            filledAt = now
            return
        }
        guard now > since else { return }
        filledAt = now
        tokens = min(Double(burst), tokens + Self.ratio(now - since, interval))
    }

    private static func ratio(_ time: Duration, _ unit: Duration) -> Double { unit > .zero ? time / unit : .infinity }
}
