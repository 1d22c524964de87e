import HTTPTransport
import Testing

@testable import KubernetesClient

@Suite struct CallScheduleTests {
    private let get = HTTPRequest(method: "GET", url: "/")

    private func schedule(attempts: Int = 3, deadline: Duration = .seconds(10), total: Duration = .seconds(30)) -> CallSchedule {
        CallSchedule(
            policy: RetryPolicy(attempts: attempts, firstPause: .seconds(1), longestPause: .seconds(4), jitter: 0.5), deadline: deadline,
            totalDeadline: total)
    }

    private func failed(_ status: Int, retryAfter: String? = nil) -> Result<HTTPResponse, TransportError> {
        .success(HTTPResponse(status: status, headers: retryAfter.map { [HTTPHeader("Retry-After", $0)] } ?? []))
    }

    @Test func `a success ends a call, a failure is tried again as often as there are attempts`() {
        var schedule = schedule()
        #expect(schedule.step(after: failed(503), of: get, elapsed: .zero, random: 0) == .retry(after: .seconds(1)))
        #expect(schedule.step(after: failed(503), of: get, elapsed: .zero, random: 0) == .retry(after: .seconds(2)))
        #expect(schedule.step(after: failed(503), of: get, elapsed: .zero, random: 0) == .finish)
        var other = self.schedule()
        #expect(other.step(after: failed(200), of: get, elapsed: .zero, random: 0) == .finish)
    }

    @Test("pauses are lengthened at random, never shortened", arguments: [(0.0, 1.0), (0.5, 1.25), (0.999, 1.4995)])
    func jitter(random: Double, seconds: Double) {
        var schedule = schedule()
        let step = schedule.step(after: failed(503), of: get, elapsed: .zero, random: random)
        guard case .retry(let pause) = step else { return #expect(Bool(false)) }
        #expect(abs(pause / .seconds(1) - seconds) < 0.001)
    }

    @Test func `no attempt is begun that the whole call has no time for`() {
        var schedule = schedule(total: .seconds(5))
        #expect(schedule.step(after: failed(429, retryAfter: "4"), of: get, elapsed: .seconds(2), random: 0) == .finish)
        #expect(schedule.step(after: failed(429, retryAfter: "2"), of: get, elapsed: .seconds(2), random: 0) == .retry(after: .seconds(2)))
    }

    @Test func `an attempt gets what is left of the whole call's time`() {
        let schedule = schedule()
        #expect(schedule.attemptDeadline(elapsed: .seconds(1)) == .seconds(10))
        #expect(schedule.attemptDeadline(elapsed: .seconds(25)) == .seconds(5))
        #expect(schedule.attemptDeadline(elapsed: .seconds(40)) > .zero)
    }

    @Test func `a credential is replaced once a call`() {
        var schedule = schedule()
        let (first, second) = (schedule.takeCredentialRefresh(), schedule.takeCredentialRefresh())
        #expect(first && !second)
    }
}
