/// Lets calls through at a steady rate with bursts, as client-go's QPS and burst do. Pure: it is told the time.
///
/// Tokens may be owed: each call that waits has reserved its own, so that calls go in the order in which they came.
struct TokenBucket: Sendable {
    private let rate: Double
    private let burst: Double
    private var tokens: Double
    private var last: Duration

    /// - Parameters:
    ///   - rate: calls a second, above 0.
    ///   - burst: calls at once, at least 1.
    ///   - now: the time, by any clock that only goes on.
    init(rate: Double, burst: Int, now: Duration) {
        self.rate = max(rate, 0.001)
        self.burst = Double(max(burst, 1))
        self.tokens = self.burst
        self.last = now
    }

    /// Takes a token, and says how long to wait for it.
    mutating func reserve(now: Duration) -> Duration {
        refill(now)
        tokens -= 1
        return tokens >= 0 ? .zero : .seconds(-tokens / rate)
    }

    /// Gives a token back that was not used: the call was cancelled while it waited.
    mutating func giveBack(now: Duration) {
        refill(now)
        tokens = min(burst, tokens + 1)
    }

    private mutating func refill(_ now: Duration) {
        guard now > last else { return }
        tokens = min(burst, tokens + (now - last) / .seconds(1) * rate)
        last = now
    }
}
