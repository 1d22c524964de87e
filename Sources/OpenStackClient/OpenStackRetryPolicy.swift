import HTTPTransport
import OpenStackAPI

/// When a call is sent again: a pure decision.
///
/// A call that may be sent twice is repeated after a failed connection, a lost answer, 429 and 5xx. A call that may not (a create, an update)
/// is repeated only when the service certainly has not acted on it: no connection was made, or the answer is 429.
public struct OpenStackRetryPolicy: Sendable, Hashable {
    /// How often a call is sent at most.
    public var maximumAttempts: Int
    /// The pause before the second attempt; it doubles with each.
    public var firstPause: Duration
    /// The longest pause, unless the service asks for a longer one.
    public var longestPause: Duration

    /// Makes a policy.
    public init(maximumAttempts: Int = 4, firstPause: Duration = .milliseconds(200), longestPause: Duration = .seconds(5)) {
        self.maximumAttempts = maximumAttempts
        self.firstPause = firstPause
        self.longestPause = longestPause
    }

    /// What one attempt came to.
    enum Outcome: Sendable {
        case status(Int, retryAfter: Duration?)
        case failure(TransportError.Code)
    }

    /// What to do then.
    enum Decision: Sendable, Hashable {
        /// Send again after the pause.
        case retry(after: Duration)
        /// Give up; `mayHaveHappened` when the service may have acted.
        case giveUp(mayHaveHappened: Bool)
    }

    /// Decides after attempt number `attempt` (from 1) of `request`, with `remaining` time until the call's deadline.
    func decide(_ outcome: Outcome, isIdempotent: Bool, attempt: Int, remaining: Duration, jitter: Double) -> Decision {
        let pause: Duration
        let isSafe: Bool
        switch outcome {
        case .status(429, let retryAfter):
            (isSafe, pause) = (true, retryAfter ?? backOff(attempt, jitter))
        case .status(501, _), .status(505, _):
            return .giveUp(mayHaveHappened: false)
        case .status(500..., let retryAfter):
            (isSafe, pause) = (isIdempotent, retryAfter ?? backOff(attempt, jitter))
        case .status:
            return .giveUp(mayHaveHappened: false)
        case .failure(.notConnected):
            (isSafe, pause) = (true, backOff(attempt, jitter))
        case .failure(.connectionLost), .failure(.deadlineExceeded):
            (isSafe, pause) = (isIdempotent, backOff(attempt, jitter))
        case .failure:
            return .giveUp(mayHaveHappened: false)
        }
        guard isSafe else { return .giveUp(mayHaveHappened: true) }
        guard attempt < maximumAttempts, pause < remaining else { return .giveUp(mayHaveHappened: false) }
        return .retry(after: pause)
    }

    private func backOff(_ attempt: Int, _ jitter: Double) -> Duration {
        let doubled = firstPause * Double(1 << min(max(attempt - 1, 0), 16))
        return min(doubled, longestPause) * (0.5 + jitter / 2)
    }
}
