import JSON
import KubernetesAPI
import Testing

@testable import ControllerRuntime

@Suite struct LeaderElectionTests {
    private let start = ContinuousClock.now
    private let clock = Timestamp(seconds: 1000)

    private func election(_ identity: String = "me") -> LeaderElection {
        LeaderElection(identity: identity, leaseDuration: .seconds(15))
    }

    private func lease(_ holder: String, renewed: Int64 = 1, transitions: Int = 3, version: String = "5") throws -> LeaseRecord {
        let spec = Lease.Spec(
            holderIdentity: holder, leaseDurationSeconds: 15, acquireTime: Timestamp(seconds: 0), renewTime: Timestamp(seconds: renewed),
            leaseTransitions: transitions)
        return try LeaseRecord(
            json: [
                "apiVersion": "coordination.k8s.io/v1", "kind": "Lease", "metadata": ["name": "lock", "resourceVersion": .string(version)],
                "spec": JSONValue(encoding: spec),
            ])
    }

    private func written(_ step: LeaderElection.Step) throws -> Lease.Spec {
        guard case .write(let spec, _) = step else { throw Unexpected(step: "\(step)") }
        return spec
    }

    private struct Unexpected: Error { var step: String }

    @Test func `it reads before it does anything`() {
        #expect(election().next(now: start, wallClock: clock) == .read)
    }

    @Test func `a lease that does not exist is taken`() throws {
        var election = election()
        election.read(nil, now: start)
        let spec = try written(election.next(now: start, wallClock: clock))
        #expect(spec.holderIdentity == "me")
        #expect(spec.leaseTransitions == 0)
        #expect(spec.leaseDurationSeconds == 15)
    }

    @Test func `a released lease is taken at once`() throws {
        var election = election()
        election.read(try lease(""), now: start)
        #expect(try written(election.next(now: start, wallClock: clock)).leaseTransitions == 4)
    }

    @Test func `another's lease is left alone until it has stood unchanged for its duration`() throws {
        var election = election()
        election.read(try lease("other"), now: start)
        #expect(election.next(now: start, wallClock: clock) == .wait(until: start + .seconds(15)))
        election.read(try lease("other"), now: start + .seconds(14))
        #expect(election.next(now: start + .seconds(14), wallClock: clock) == .wait(until: start + .seconds(15)))
        #expect(try written(election.next(now: start + .seconds(15), wallClock: clock)).holderIdentity == "me")
    }

    @Test func `a renewal begins the wait anew, however wrong the other's clock is`() throws {
        var election = election()
        election.read(try lease("other", renewed: 1), now: start)
        election.read(try lease("other", renewed: -99999), now: start + .seconds(14))
        #expect(election.next(now: start + .seconds(28), wallClock: clock) == .wait(until: start + .seconds(29)))
        #expect(try written(election.next(now: start + .seconds(29), wallClock: clock)).holderIdentity == "me")
    }

    @Test func `a lease that a watch told of is read before it is taken`() throws {
        var election = election()
        election.read(try lease("other"), now: start)
        election.noticed(try lease("").spec, now: start + .seconds(1))
        #expect(election.next(now: start + .seconds(1), wallClock: clock) == .read)
    }

    @Test func `without news it is read even though the other's time is not over`() throws {
        var election = election()
        election.read(try lease("other"), now: start)
        election.doubt()
        #expect(election.next(now: start + .seconds(1), wallClock: clock) == .read)
        election.read(try lease("other"), now: start + .seconds(1))
        #expect(election.next(now: start + .seconds(1), wallClock: clock) == .wait(until: start + .seconds(15)))
    }

    @Test func `one's own lease is renewed over the version that is known, without a read and without a new transition`() throws {
        var election = election()
        let own = try lease("me", version: "7")
        election.wrote(own, started: start)
        guard case .write(let spec, let old) = election.next(now: start + .seconds(2), wallClock: clock) else {
            return #expect(Bool(false), "it did not write")
        }
        #expect(old?.resourceVersion == "7")
        #expect(spec.leaseTransitions == 3)
        #expect(spec.acquireTime == Timestamp(seconds: 0))
        #expect(spec.renewTime == clock)
    }

    @Test func `after a refusal it reads, and finds that it has lost`() throws {
        var election = election()
        election.wrote(try lease("me"), started: start)
        election.refused()
        #expect(election.next(now: start, wallClock: clock) == .read)
        election.read(try lease("other"), now: start)
        #expect(election.renewedAt == nil)
        #expect(election.next(now: start, wallClock: clock) == .wait(until: start + .seconds(15)))
    }

    @Test func `leadership is counted from before the write, and ends at the renew deadline`() throws {
        var election = election()
        #expect(!election.holds(at: start, renewDeadline: .seconds(10)))
        election.wrote(try lease("me"), started: start)
        #expect(election.holds(at: start + .seconds(9), renewDeadline: .seconds(10)))
        #expect(!election.holds(at: start + .seconds(10), renewDeadline: .seconds(10)))
    }

    @Test func `it releases only what it holds`() throws {
        var election = election()
        #expect(election.release(wallClock: clock) == nil)
        election.wrote(try lease("me"), started: start)
        let release = try #require(election.release(wallClock: clock))
        #expect(release.spec.holderIdentity == "")
        #expect(release.spec.leaseDurationSeconds == 1)
        election.read(try lease("other"), now: start)
        #expect(election.release(wallClock: clock) == nil)
    }

    @Test func `fields that are unknown here stay in a lease that is written back`() throws {
        var json = try lease("me").json
        json["spec"]?["strategy"] = "OldestEmulationVersion"
        json["spec"]?["preferredHolder"] = "other"
        json["metadata"]?["labels"] = ["a": "b"]
        let spec = Lease.Spec(holderIdentity: "", leaseDurationSeconds: 1)
        let new = try LeaseRecord(json: json).replacing(spec)
        #expect(new["spec"]?["strategy"] == "OldestEmulationVersion")
        #expect(new["spec"]?["preferredHolder"] == "other")
        #expect(new["spec"]?["holderIdentity"] == "")
        #expect(new["spec"]?["leaseTransitions"] == 3)
        #expect(new["metadata"]?["labels"] == ["a": "b"])
        #expect(new["metadata"]?["resourceVersion"] == "5")
    }

    @Test(
        "times that cannot work are refused by name",
        arguments: [
            (
                LeaderElectionTiming(leaseDuration: .milliseconds(1500), renewDeadline: .seconds(1), retryPeriod: .milliseconds(100)),
                "leaseDuration"
            ),
            (LeaderElectionTiming(leaseDuration: .zero), "leaseDuration"),
            (LeaderElectionTiming(leaseDuration: .seconds(10), renewDeadline: .seconds(10)), "renewDeadline"),
            (LeaderElectionTiming(renewDeadline: .seconds(10), retryPeriod: .seconds(9)), "renewDeadline"),
            (LeaderElectionTiming(retryPeriod: .zero), "retryPeriod"),
        ])
    func timing(timing: LeaderElectionTiming, field: String) throws {
        let error = try #require(throws: LeaderElectionTiming.Invalid.self) { try timing.validate() }
        #expect(error.description.hasPrefix(field))
        try LeaderElectionTiming().validate()
    }
}
