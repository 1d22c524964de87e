import HTTPTransport

/// The attempts of one call: how long each may take, whether there is another, and after which pause. Pure: it is told the time since the call began.
struct CallSchedule {
    /// What comes after an attempt.
    enum Step: Equatable {
        /// Try again after a pause.
        case retry(after: Duration)
        /// That was the call's outcome.
        case finish
    }

    private let policy: RetryPolicy
    private let deadline: Duration
    private let totalDeadline: Duration
    private var attempt = 1
    private var mayRefreshCredential = true

    /// - Parameters:
    ///   - deadline: how long one attempt may take.
    ///   - totalDeadline: how long all attempts and the pauses between them may take.
    init(policy: RetryPolicy, deadline: Duration, totalDeadline: Duration) {
        self.policy = policy
        self.deadline = deadline
        self.totalDeadline = totalDeadline
    }

    /// How long the next attempt may take.
    func attemptDeadline(elapsed: Duration) -> Duration { max(.milliseconds(1), min(deadline, totalDeadline - elapsed)) }

    /// Whether a refused credential may be replaced: once a call, and it costs no attempt.
    mutating func takeCredentialRefresh() -> Bool {
        defer { mayRefreshCredential = false }
        return mayRefreshCredential
    }

    /// What comes after an attempt.
    ///
    /// - Parameter random: 0..<1.
    mutating func step(
        after outcome: Result<HTTPResponse, TransportError>, of request: HTTPRequest, elapsed: Duration, random: Double
    ) -> Step {
        if case .success(let response) = outcome, response.isSuccess { return .finish }
        guard let pause = policy.pause(afterAttempt: attempt, of: request, outcome: outcome) else { return .finish }
        let jittered = policy.jittered(pause, random: random)
        // An attempt that could only be cut off is not begun: what the server said last is worth more.
        guard elapsed + jittered < totalDeadline else { return .finish }
        attempt += 1
        return .retry(after: jittered)
    }
}
