import NIOConcurrencyHelpers

/// Makes calls wait as a ``RateLimit`` says; shared by the copies of a client.
final class RateLimiter: Sendable {
    private struct State {
        var bucket: TokenBucket?
    }

    private let limit: RateLimit
    private let start = ContinuousClock.now
    private let state: NIOLockedValueBox<State>

    init(_ limit: RateLimit) {
        self.limit = limit
        switch limit {
        case .fixed(let rate, let burst): state = NIOLockedValueBox(State(bucket: TokenBucket(rate: rate, burst: burst, now: .zero)))
        case .unlimited, .automatic: state = NIOLockedValueBox(State())
        }
    }

    private var now: Duration { ContinuousClock.now - start }

    /// Waits for a call's turn, and returns for how long it did; `nil`, at once, when it would not come within `limit`.
    ///
    /// - Throws: `CancellationError`; the turn is left to others then.
    func wait(within limit: Duration) async throws -> Duration? {
        let pause: Duration? = state.withLockedValue { state in
            guard let pause = state.bucket?.reserve(now: now) else { return .zero }
            if pause <= limit { return pause }
            state.bucket?.giveBack(now: now)
            return nil
        }
        guard let pause else { return nil }
        guard pause > .zero else { return .zero }
        do {
            try await Task.sleep(for: pause)
        } catch {
            state.withLockedValue { $0.bucket?.giveBack(now: now) }
            throw error
        }
        return pause
    }

    /// Is told whether an answer bears the mark of API Priority and Fairness.
    func answered(isClassified: Bool) {
        guard limit == .automatic else { return }
        state.withLockedValue { state in
            if isClassified {
                state.bucket = nil
            } else if state.bucket == nil {
                state.bucket = TokenBucket(rate: 50, burst: 100, now: now)
            }
        }
    }
}
