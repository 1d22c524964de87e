import KubernetesAPI
import Testing

@testable import ControllerRuntime

@Suite struct LeaderElectionTests {
    private let start = ContinuousClock.now
    private let clock = Timestamp(seconds: 1000)

    private func election(_ identity: String = "me") -> LeaderElection {
        LeaderElection(identity: identity, leaseDuration: .seconds(15))
    }

    private func lease(_ holder: String, renewed: Int64 = 1, transitions: Int = 3) -> Lease.Spec {
        Lease.Spec(
            holderIdentity: holder, leaseDurationSeconds: 15, acquireTime: Timestamp(seconds: 0), renewTime: Timestamp(seconds: renewed),
            leaseTransitions: transitions)
    }

    @Test func `a lease that does not exist is taken`() {
        var election = election()
        guard case .write(let spec) = election.observe(nil, now: start, wallClock: clock) else { return #expect(Bool(false), "waited") }
        #expect(spec.holderIdentity == "me")
        #expect(spec.leaseTransitions == 0)
        #expect(spec.leaseDurationSeconds == 15)
    }

    @Test func `a released lease is taken at once`() {
        var election = election()
        guard case .write(let spec) = election.observe(lease(""), now: start, wallClock: clock) else {
            return #expect(Bool(false), "waited")
        }
        #expect(spec.leaseTransitions == 4)
    }

    @Test func `another's lease is left alone until it has stood unchanged for its duration`() {
        var election = election()
        #expect(election.observe(lease("other"), now: start, wallClock: clock) == .wait)
        #expect(election.observe(lease("other"), now: start + .seconds(14), wallClock: clock) == .wait)
        #expect(election.observe(lease("other"), now: start + .seconds(15), wallClock: clock) != .wait)
    }

    @Test func `a renewal begins the wait anew, however wrong the other's clock is`() {
        var election = election()
        #expect(election.observe(lease("other", renewed: 1), now: start, wallClock: clock) == .wait)
        #expect(election.observe(lease("other", renewed: -99999), now: start + .seconds(14), wallClock: clock) == .wait)
        #expect(election.observe(lease("other", renewed: -99999), now: start + .seconds(28), wallClock: clock) == .wait)
        #expect(election.observe(lease("other", renewed: -99999), now: start + .seconds(29), wallClock: clock) != .wait)
    }

    @Test func `one's own lease is renewed without a new transition, after a restart too`() {
        var election = election()
        guard case .write(let spec) = election.observe(lease("me"), now: start, wallClock: clock) else {
            return #expect(Bool(false), "waited")
        }
        #expect(spec.leaseTransitions == 3)
        #expect(spec.acquireTime == Timestamp(seconds: 0))
        #expect(spec.renewTime == clock)
    }

    @Test func `leadership is counted from before the write, and ends at the renew deadline`() {
        var election = election()
        #expect(!election.holds(at: start, renewDeadline: .seconds(10)))
        election.wrote(lease("me"), started: start)
        #expect(election.holds(at: start + .seconds(9), renewDeadline: .seconds(10)))
        #expect(!election.holds(at: start + .seconds(10), renewDeadline: .seconds(10)))
    }
}
