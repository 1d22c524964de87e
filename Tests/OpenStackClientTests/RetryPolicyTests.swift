import HTTPTransport
import Testing

@testable import OpenStackClient

@Suite struct RetryPolicyTests {
    struct Row: Sendable {
        var outcome: OpenStackRetryPolicy.Outcome
        var isIdempotent: Bool
        var expected: OpenStackRetryPolicy.Decision
    }

    static let again = OpenStackRetryPolicy.Decision.retry(after: .milliseconds(200))
    static let rows: [Row] = [
        Row(outcome: .status(503, retryAfter: nil), isIdempotent: true, expected: again),
        Row(outcome: .status(503, retryAfter: .seconds(3)), isIdempotent: true, expected: .retry(after: .seconds(3))),
        Row(outcome: .status(503, retryAfter: nil), isIdempotent: false, expected: .giveUp(mayHaveHappened: true)),
        Row(outcome: .status(501, retryAfter: nil), isIdempotent: true, expected: .giveUp(mayHaveHappened: false)),
        Row(outcome: .status(429, retryAfter: nil), isIdempotent: false, expected: again),
        Row(outcome: .status(429, retryAfter: .seconds(99)), isIdempotent: false, expected: .giveUp(mayHaveHappened: false)),
        Row(outcome: .status(404, retryAfter: nil), isIdempotent: true, expected: .giveUp(mayHaveHappened: false)),
        Row(outcome: .status(409, retryAfter: nil), isIdempotent: false, expected: .giveUp(mayHaveHappened: false)),
        Row(outcome: .failure(.notConnected), isIdempotent: false, expected: again),
        Row(outcome: .failure(.connectionLost), isIdempotent: true, expected: again),
        Row(outcome: .failure(.connectionLost), isIdempotent: false, expected: .giveUp(mayHaveHappened: true)),
        Row(outcome: .failure(.deadlineExceeded), isIdempotent: false, expected: .giveUp(mayHaveHappened: true)),
        Row(outcome: .failure(.tls), isIdempotent: true, expected: .giveUp(mayHaveHappened: false)),
        Row(outcome: .failure(.responseTooLarge), isIdempotent: true, expected: .giveUp(mayHaveHappened: false)),
    ]

    @Test(arguments: rows) func `each outcome has its decision`(row: Row) {
        let decision = OpenStackRetryPolicy().decide(
            row.outcome, isIdempotent: row.isIdempotent, attempt: 1, remaining: .seconds(60), jitter: 1)
        #expect(decision == row.expected)
    }

    @Test func `pauses double up to the longest, and the attempts end`() {
        let policy = OpenStackRetryPolicy(maximumAttempts: 9)
        let pauses = (1...9).map {
            policy.decide(.failure(.notConnected), isIdempotent: true, attempt: $0, remaining: .seconds(60), jitter: 1)
        }
        #expect(pauses[1] == .retry(after: .milliseconds(400)))
        #expect(pauses[7] == .retry(after: .seconds(5)))
        #expect(pauses[8] == .giveUp(mayHaveHappened: false))
    }
}
