import KubernetesAPI
import LoadBalancerNode
import Testing

@Suite struct ReportPacingTests {
    private let start = ContinuousClock.now
    private func at(_ seconds: Double) -> ContinuousClock.Instant { start + .milliseconds(Int64(seconds * 1000)) }
    private func served(_ generation: Int64) -> [NodeReport.Served] {
        [.init(namespace: "s", name: "web", uid: "u", generation: generation)]
    }

    @Test func `nothing is said before something is served`() {
        #expect(ReportPacing(now: start).action(served: nil, now: at(100)) == .wait)
    }

    @Test func `an agent that starts anew looks first, and writes only what is not there`() {
        var pacing = ReportPacing(now: start)
        #expect(pacing.action(served: served(1), now: start) == .look)
        pacing.saw(served(1), now: start)
        #expect(pacing.action(served: served(1), now: at(1)) == .wait)
        #expect(pacing.action(served: served(2), now: at(1)) == .write(served(2)))
        var other = ReportPacing(now: start)
        other.saw(nil, now: start)
        #expect(other.action(served: served(1), now: start) == .write(served(1)))
    }

    @Test func `changes in quick succession become one write every five seconds, with the last of them`() {
        var pacing = ReportPacing(now: start)
        pacing.saw(nil, now: start)
        var writes: [(Double, Int64)] = []
        for tenth in 0..<200 {
            let (time, generation) = (Double(tenth) / 10, Int64(tenth))
            guard case .write(let report) = pacing.action(served: served(generation), now: at(time)) else { continue }
            writes.append((time, report[0].generation))
            pacing.wrote(report, now: at(time))
        }
        #expect(writes.map { $0.0 } == [0, 5, 10, 15])
        #expect(writes.map { $0.1 } == [0, 50, 100, 150])
    }

    @Test func `a report that somebody removes or changes is put back within a minute`() {
        var pacing = ReportPacing(now: start)
        pacing.wrote(served(1), now: start)
        #expect(pacing.action(served: served(1), now: at(59)) == .wait)
        #expect(pacing.action(served: served(1), now: at(60)) == .look)
        pacing.saw(nil, now: at(60))
        #expect(pacing.action(served: served(1), now: at(60)) == .write(served(1)))
    }

    @Test func `after a failure it is quiet, longer each time, and then looks again what is there`() {
        var pacing = ReportPacing(now: start)
        pacing.saw(nil, now: start)
        let pauses = (0..<8).map { _ in pacing.failed(now: start) }
        #expect(pauses == [5, 5, 5, 8, 16, 32, 60, 60].map { .seconds($0) })
        #expect(pacing.action(served: served(1), now: at(59)) == .wait)
        #expect(pacing.action(served: served(1), now: at(60)) == .look)
    }
}
