import HTTPTransport

/// When and how often a call is sent again.
public struct RetryPolicy: Sendable, Hashable {
    /// How often a call is sent at most.
    public var attempts: Int
    /// The pause before the second attempt; it doubles from there.
    public var firstPause: Duration
    /// The longest pause of the client's own choice.
    public var longestPause: Duration
    /// The longest pause that the server may ask for by `Retry-After`. Where it asks for a longer one the call is given up, and the error says when
    /// to come back: coming back earlier than told would only add to the load.
    public var longestRetryAfter: Duration
    /// By which part of itself a pause is lengthened at most, at random, so that many clients do not come back at once; 0...1.
    public var jitter: Double

    /// Makes a policy.
    public init(
        attempts: Int = 4, firstPause: Duration = .milliseconds(100), longestPause: Duration = .seconds(5), jitter: Double = 0.25,
        longestRetryAfter: Duration = .seconds(30)
    ) {
        self.attempts = attempts
        self.firstPause = firstPause
        self.longestPause = longestPause
        self.jitter = jitter
        self.longestRetryAfter = longestRetryAfter
    }

    /// Sends each call once.
    public static let never = RetryPolicy(attempts: 1)

    /// The pause before the next attempt; `nil` when the outcome is final.
    ///
    /// A call that is not idempotent is sent again only if the server has certainly not acted on it: it was never sent, or refused with 429, or with
    /// 503 and `Retry-After`, as an API server does that starts or ends.
    func pause(afterAttempt attempt: Int, of request: HTTPRequest, outcome: Result<HTTPResponse, TransportError>) -> Duration? {
        guard attempt < attempts else { return nil }
        let backoff = min(firstPause * (1 << min(attempt - 1, 16)), longestPause)
        switch outcome {
        case .success(let response):
            switch response.status {
            case 429: break
            case 503 where response.retryAfter != nil: break
            case 500, 502, 503, 504: guard request.isIdempotent else { return nil }
            default: return nil
            }
            guard let asked = response.retryAfter else { return backoff }
            return asked <= longestRetryAfter ? asked : nil
        case .failure(let error):
            if error.code == .invalidRequest || error.code == .responseTooLarge { return nil }
            return error.requestWasNotSent || request.isIdempotent ? backoff : nil
        }
    }

    /// A pause lengthened at random; never shortened, since the server may have asked for it.
    ///
    /// - Parameter random: 0..<1.
    func jittered(_ pause: Duration, random: Double) -> Duration { pause + pause * (max(0, min(jitter, 1)) * random) }
}
