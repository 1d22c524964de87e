import Logging
import NIOCore

/// Starts the probes that are due and notes what comes of them.
struct MonitorLoop: Sendable {
    let box: Box
    let group: any EventLoopGroup
    let logger: Logger

    /// The longest pause, which bounds how late a new monitor's first probe may be.
    static let tick: Duration = .milliseconds(100)

    /// Runs until cancelled.
    func run() async {
        await withDiscardingTaskGroup { tasks in
            while !Task.isCancelled {
                let now = ContinuousClock.now
                for plan in box.dueProbes(now: now) {
                    tasks.addTask {
                        let good = await Probe.run(plan, on: group)
                        if !good { logger.debug("\(plan.member.member) did not answer \(plan.monitor)") }
                        box.record(plan, good: good)
                    }
                }
                box.expireHealth()
                let pause = box.nextProbe().map { min(max($0 - now, .milliseconds(1)), Self.tick) } ?? Self.tick
                try? await Task.sleep(for: pause)
            }
        }
    }
}
