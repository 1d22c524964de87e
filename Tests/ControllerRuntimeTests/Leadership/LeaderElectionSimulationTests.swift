import JSON
import KubernetesAPI
import Testing

@testable import ControllerRuntime

/// Candidates and a server in simulated time: calls take long, answers get lost, calls arrive after they were given up, processes are stopped
/// and go on, end and start anew, and no two clocks go alike. At no moment may two of them believe that they may write.
@Suite struct LeaderElectionSimulationTests {
    private static let timing = LeaderElectionTiming()
    private static let key = ObjectKey(namespace: "n", name: "lock")

    private struct Server {
        private(set) var record: LeaseRecord?
        private var version = 0

        enum Answer {
            case record(LeaseRecord?)
            case conflict
        }

        mutating func answer(_ step: LeaderElection.Step) throws -> Answer {
            guard case .write(let spec, let old) = step else { return .record(record) }
            guard old?.resourceVersion == record?.resourceVersion else { return .conflict }
            version += 1
            var json = try record?.replacing(spec) ?? LeaseRecord.new(LeaderElectionSimulationTests.key, spec)
            json["metadata"]?["resourceVersion"] = .string("\(version)")
            record = try LeaseRecord(json: json)
            return .record(record)
        }
    }

    private struct Call {
        var step: LeaderElection.Step
        var started: ContinuousClock.Instant
        var arrivesAt: Int
        var answeredAt: Int?
        var givenUpAt: Int
        var answer: Server.Answer?
    }

    private struct Candidate {
        var election: LeaderElection
        /// How fast its clock goes, and from where.
        var rate: Double
        var origin: ContinuousClock.Instant
        var call: Call?
        var late: [Call] = []
        var idleUntil = 0
        var stoppedUntil = 0
        var hasReleased = false

        func clock(_ tick: Int) -> ContinuousClock.Instant { origin + .milliseconds(Int(Double(tick * 100) * rate)) }

        func mayWrite(_ tick: Int) -> Bool {
            !hasReleased && election.holds(at: clock(tick), renewDeadline: timing.renewDeadline)
        }
    }

    @Test(arguments: 0..<16) func `never two of them may write, and most of the time one may`(seed: Int) throws {
        var lot = Lot(seed: UInt64(seed) + 99)
        var births = Lot(seed: UInt64(seed) + 7)
        var server = Server()
        var names = 0
        func newCandidate(at tick: Int) -> Candidate {
            names += 1
            return Candidate(
                election: LeaderElection(identity: "c\(names)", leaseDuration: Self.timing.leaseDuration),
                rate: 0.9 + Double(births.number(below: 21)) / 100, origin: .now + .seconds(births.number(below: 1000)), idleUntil: tick)
        }
        var candidates = (0..<3).map { _ in newCandidate(at: 0) }
        var led = 0
        let ticks = 6000
        for tick in 0..<ticks {
            // The server acts on what arrives now, whether anybody still waits for it or not.
            for index in candidates.indices {
                if let call = candidates[index].call, call.arrivesAt == tick {
                    candidates[index].call?.answer = try server.answer(call.step)
                }
                for late in candidates[index].late where late.arrivesAt == tick { _ = try server.answer(late.step) }
                candidates[index].late.removeAll { $0.arrivesAt <= tick }
            }
            for index in candidates.indices { try step(&candidates[index], tick, &lot) { newCandidate(at: $0) } }
            var writers = 0
            for index in candidates.indices where candidates[index].mayWrite(tick) { writers += 1 }
            if writers > 1 { Issue.record("\(writers) may write at tick \(tick) of seed \(seed)") }
            led += writers
        }
        #expect(led > ticks / 5, "led \(led) of \(ticks)")
    }

    private func step(_ candidate: inout Candidate, _ tick: Int, _ lot: inout Lot, _ fresh: (Int) -> Candidate) throws {
        if lot.number(below: 1500) == 0 { candidate.stoppedUntil = tick + lot.number(below: 400) }
        guard tick >= candidate.stoppedUntil else { return }
        let now = candidate.clock(tick)
        if let call = candidate.call {
            if let answeredAt = call.answeredAt, answeredAt <= tick, let answer = call.answer {
                candidate.call = nil
                switch (call.step, answer) {
                case (.read, .record(let record)): candidate.election.read(record, now: now)
                case (.write, .record(.some(let record))): candidate.election.wrote(record, started: call.started)
                default: candidate.election.refused()
                }
                candidate.idleUntil = call.step == .read ? tick : tick + 20
            } else if call.givenUpAt <= tick {
                // It may still be on its way.
                candidate.late.append(call)
                candidate.call = nil
                candidate.idleUntil = tick + 20
            } else {
                return
            }
        }
        if candidate.election.renewedAt != nil, !candidate.mayWrite(tick) {
            // The lease was lost: the process ends, and a new one starts.
            let late = candidate.late
            candidate = fresh(tick + 5 + lot.number(below: 50))
            candidate.late = late
            return
        }
        if candidate.mayWrite(tick), lot.number(below: 2000) == 0,
            let (spec, old) = candidate.election.release(wallClock: .init(seconds: 0))
        {
            candidate.hasReleased = true
            candidate.late.append(call(.write(spec, over: old), candidate, tick, &lot))
            let late = candidate.late
            candidate = fresh(tick + 5)
            candidate.late = late
            return
        }
        guard tick >= candidate.idleUntil else { return }
        switch candidate.election.next(now: now, wallClock: Timestamp(seconds: Int64(lot.number(below: 1_000_000)))) {
        case .wait:
            candidate.idleUntil = tick + 20
            candidate.election.doubt()
        case let step: candidate.call = call(step, candidate, tick, &lot)
        }
    }

    private func call(_ step: LeaderElection.Step, _ candidate: Candidate, _ tick: Int, _ lot: inout Lot) -> Call {
        // Mostly prompt, now and then very slow; one in ten answers is lost.
        let way = lot.number(below: 8) == 0 ? lot.number(below: 150) : lot.number(below: 3)
        let isLost = lot.number(below: 10) == 0
        let back = lot.number(below: 8) == 0 ? lot.number(below: 60) : lot.number(below: 3)
        return Call(
            step: step, started: candidate.clock(tick), arrivesAt: tick + 1 + way, answeredAt: isLost ? nil : tick + 1 + way + back,
            givenUpAt: tick + 40)
    }
}
