/// The decisions of the monitors: which probe is due, and whether a member is up. Time comes in as a parameter.
///
/// A watch is up with its first good probe, and down when its timeout has passed without one.
struct HealthTable: Sendable {
    private struct Watch: Sendable {
        var plan: ProbePlan
        var due: ContinuousClock.Instant
        var lastGood: ContinuousClock.Instant
        var running = false
        /// `nil` until the first verdict.
        var isUp: Bool?
    }

    private var watches: [ProbePlan.ID: Watch] = [:]

    /// Takes over the plans of a changed configuration: new ones are due at once, those that stay keep their verdict.
    mutating func reconcile(_ plans: [ProbePlan], now: ContinuousClock.Instant) {
        var next: [ProbePlan.ID: Watch] = [:]
        for plan in plans {
            var watch = watches[plan.id] ?? Watch(plan: plan, due: now, lastGood: now)
            if watch.plan != plan { watch.due = min(watch.due, now + plan.interval) }
            watch.plan = plan
            next[plan.id] = watch
        }
        watches = next
    }

    /// The probes to start now; each is due again one interval later.
    mutating func due(now: ContinuousClock.Instant) -> [ProbePlan] {
        var started: [ProbePlan] = []
        for (id, watch) in watches where !watch.running && watch.due <= now {
            watches[id]?.running = true
            watches[id]?.due = now + watch.plan.interval
            started.append(watch.plan)
        }
        return started.sorted { ($0.member, $0.monitor) < ($1.member, $1.monitor) }
    }

    /// When something is to be done next: a probe or a verdict; `nil` when nothing is watched.
    func nextEvent() -> ContinuousClock.Instant? {
        watches.values.map { watch in
            let verdict = watch.isUp == false ? watch.due : watch.lastGood + watch.plan.timeout
            return watch.running ? verdict : min(watch.due, verdict)
        }.min()
    }

    /// Notes the outcome of a probe. The watch may be gone or changed by now: then it is of no interest.
    ///
    /// - Returns: whether a verdict changed.
    mutating func record(_ plan: ProbePlan, good: Bool, now: ContinuousClock.Instant) -> Bool {
        guard var watch = watches[plan.id] else { return false }
        let before = watch.isUp
        watch.running = false
        if good, watch.plan.address == plan.address, watch.plan.port == plan.port {
            watch.lastGood = now
            watch.isUp = true
        }
        watches[plan.id] = watch
        return watch.isUp != before
    }

    /// Marks down what had no good probe within its timeout.
    ///
    /// - Returns: whether a verdict changed.
    mutating func expire(now: ContinuousClock.Instant) -> Bool {
        var changed = false
        for (id, watch) in watches where watch.isUp != false && now >= watch.lastGood + watch.plan.timeout {
            watches[id]?.isUp = false
            changed = true
        }
        return changed
    }

    /// The verdict over a member under the rule that holds for it.
    func health(of member: MemberID, under rule: MonitorRule?) -> MemberHealth {
        guard let rule, !rule.monitors.isEmpty else { return .unchecked }
        let verdicts = rule.monitors.map { watches[ProbePlan.ID(member: member, monitor: $0)]?.isUp }
        if verdicts.count(where: { $0 == true }) >= rule.required { return .up }
        return verdicts.count(where: { $0 == false }) > rule.monitors.count - rule.required ? .down : .checking
    }
}
