import KubernetesAPI

/// The bookkeeping of a ``WorkQueue``. Pure: the time and the lot are parameters.
///
/// A key is never in work twice at once; a key that is added while it is in work comes again when that work is done: the rules of client-go's
/// `workqueue`. Which key is next: see ``WorkQueue``.
struct WorkQueueState: Sendable {
    typealias Instant = ContinuousClock.Instant

    /// A key that has been taken into work.
    struct Taken: Sendable, Hashable {
        var key: ObjectKey
        var priority: WorkPriority
        /// How long it has waited since it was added, or since it was due.
        var waited: Duration
    }

    private enum Phase { case idle, queued, working, workingAndAdded }

    private struct Slot {
        var key: ObjectKey
        var flow: Int
        var phase = Phase.idle
        /// That of the key's wait, past or present.
        var priority = WorkPriority.normal
        /// That of the work on it.
        var workPriority = WorkPriority.normal
        var delayedPriority = WorkPriority.normal
        var failures = 0
        var isDelayed = false
        var addedAt: Instant
        var startedAt: Instant
    }

    /// One take in so many goes to a key of lower priority, when there are any.
    static let share = 8
    /// How many priorities without a key are remembered.
    private static let idleBands = 16

    let settings: WorkQueueSettings
    /// How many adds there were that did not collapse into an earlier one.
    private(set) var adds = 0
    /// How many adds there were after a failure.
    private(set) var retries = 0
    /// How many keys are waiting for a worker, or for the work on them to end so that they come again.
    private(set) var depth = 0
    /// The keys in work.
    private var working: Set<Int> = []

    private var slots: [Slot?] = []
    private var freeSlots: [Int] = []
    private var index: [ObjectKey: Int] = [:]
    private var flows: [String: (id: Int, keys: Int)] = [:]
    private var freeFlows: [Int] = []
    private var links = FairBand.Links()
    private var bands: [FairBand] = []
    private var delays = DelayHeap()
    private var bucket: TokenBucket
    private var takes: UInt64 = 0
    private var passedOver = 0

    init(_ settings: WorkQueueSettings = WorkQueueSettings()) {
        self.settings = settings
        self.bucket = TokenBucket(interval: .seconds(1 / settings.retriesPerSecond), burst: settings.retryBurst)
    }

    /// How many keys are in work.
    var inWork: Int { working.count }
    /// When the next delayed key is due.
    var nextDue: Instant? { delays.nextDue }
    /// How many keys are remembered for any reason.
    var known: Int { index.count }

    /// How many keys wait for a worker, by priority, the highest first.
    var depths: [(priority: WorkPriority, count: Int)] { bands.map { ($0.priority, $0.count) } }

    /// How long the keys in work have been so, together and at most.
    func unfinished(at now: Instant) -> (total: Duration, longest: Duration) {
        working.reduce(into: (.zero, .zero)) { sums, id in
            guard let slot = slots[id] else { return }
            sums.total += now - slot.startedAt
            sums.longest = max(sums.longest, now - slot.startedAt)
        }
    }

    /// Adds a key now. One that waits already is moved up if this priority is higher; one that is delayed is delayed no longer.
    mutating func add(_ key: ObjectKey, priority: WorkPriority = .normal, now: Instant) {
        add(slot(of: key, now: now), priority, now)
    }

    /// Adds a key later. Of two times the earlier counts, of two priorities the higher.
    mutating func add(_ key: ObjectKey, at due: Instant, priority: WorkPriority = .normal, now: Instant) {
        let id = slot(of: key, now: now)
        guard var slot = slots[id] else { return }
        switch slot.phase {
        // What is about to come serves this one too.
        case .queued, .workingAndAdded: return
        case .idle, .working: break
        }
        slot.delayedPriority = slot.isDelayed ? max(slot.delayedPriority, priority) : priority
        if !slot.isDelayed || delays.due(id).map({ due < $0 }) ?? true { delays.set(id, due: due) }
        slot.isDelayed = true
        slots[id] = slot
    }

    /// Adds a key that has failed, later each time it fails in a row, with the priority of the work that failed.
    ///
    /// - Parameters:
    ///   - least: how long the pause is at least, before the jitter.
    ///   - jitter: 0...1; up to a fifth is added to the pause by it.
    /// - Returns: the pause.
    mutating func addAfterFailure(_ key: ObjectKey, atLeast least: Duration = .zero, now: Instant, jitter: Double = 0) -> Duration {
        let id = slot(of: key, now: now)
        guard let slot = slots[id] else { return .zero }
        retries += 1
        slots[id]?.failures = min(slot.failures + 1, 62)
        let doubled = settings.firstBackoff * (Int64(1) << Int64(min(slot.failures, 30)))
        let backoff = max(min(doubled, settings.longestBackoff), least) * (1 + jitter / 5)
        let pause = max(backoff, bucket.reserve(at: now))
        add(key, at: now + pause, priority: slot.workPriority, now: now)
        return pause
    }

    /// How often the key has failed in a row.
    func failures(_ key: ObjectKey) -> Int { index[key].flatMap { slots[$0]?.failures } ?? 0 }

    /// Forgets that a key has failed.
    mutating func forget(_ key: ObjectKey) {
        guard let id = index[key] else { return }
        slots[id]?.failures = 0
        release(id)
    }

    /// Makes ready what is due.
    mutating func advance(to now: Instant) {
        while let id = delays.popDue(at: now) {
            slots[id]?.isDelayed = false
            add(id, slots[id]?.delayedPriority ?? .normal, now)
        }
    }

    /// Takes the next key into work.
    mutating func take(now: Instant) -> Taken? {
        guard let band = nextBand(), let id = bands[band].popFirst(links: &links), var slot = slots[id] else { return nil }
        takes += 1
        bands[band].servedAt = takes
        depth -= 1
        slot.phase = .working
        slot.workPriority = slot.priority
        slot.startedAt = now
        slots[id] = slot
        working.insert(id)
        return Taken(key: slot.key, priority: slot.priority, waited: now - slot.addedAt)
    }

    /// Says that the work on a key is over; returns how long it took, or `nil` if the key was not in work.
    @discardableResult
    mutating func done(_ key: ObjectKey, now: Instant) -> Duration? {
        guard let id = index[key], let slot = slots[id], working.remove(id) != nil else { return nil }
        if slot.phase == .workingAndAdded {
            slots[id]?.phase = .queued
            append(id, slot.priority)
        } else {
            slots[id]?.phase = .idle
            release(id)
        }
        return now - slot.startedAt
    }

    private mutating func add(_ id: Int, _ priority: WorkPriority, _ now: Instant) {
        guard var slot = slots[id] else { return }
        if slot.isDelayed {
            delays.remove(id)
            slot.isDelayed = false
        }
        switch slot.phase {
        case .idle, .working:
            adds += 1
            depth += 1
            slot.priority = priority
            slot.addedAt = now
            let isIdle = slot.phase == .idle
            slot.phase = isIdle ? .queued : .workingAndAdded
            slots[id] = slot
            if isIdle { append(id, priority) }
        case .queued:
            let old = slot.priority
            slot.priority = max(old, priority)
            slots[id] = slot
            if old < priority, let band = bands.firstIndex(where: { $0.priority == old }) {
                bands[band].remove(id, flow: slot.flow, links: &links)
                append(id, priority)
            }
        case .workingAndAdded:
            slot.priority = max(slot.priority, priority)
            slots[id] = slot
        }
    }

    private mutating func append(_ id: Int, _ priority: WorkPriority) {
        guard let flow = slots[id]?.flow else { return }
        if let band = bands.firstIndex(where: { $0.priority == priority }) {
            bands[band].append(id, flow: flow, links: &links)
            return
        }
        if bands.count >= Self.idleBands { bands.removeAll { $0.count == 0 } }
        let place = bands.firstIndex { $0.priority < priority } ?? bands.count
        bands.insert(FairBand(priority: priority), at: place)
        bands[place].append(id, flow: flow, links: &links)
    }

    // The highest priority, but each eighth time the lower one that has been served least lately.
    private mutating func nextBand() -> Int? {
        guard let top = bands.firstIndex(where: { $0.count > 0 }) else { return nil }
        var lower: Int?
        for band in bands.indices.dropFirst(top + 1) where bands[band].count > 0 {
            if lower.map({ bands[band].servedAt < bands[$0].servedAt }) ?? true { lower = band }
        }
        guard let lower else {
            passedOver = 0
            return top
        }
        passedOver += 1
        guard passedOver >= Self.share else { return top }
        passedOver = 0
        return lower
    }

    private mutating func slot(of key: ObjectKey, now: Instant) -> Int {
        if let id = index[key] { return id }
        let slot = Slot(key: key, flow: flow(of: key), addedAt: now, startedAt: now)
        let id: Int
        if let free = freeSlots.popLast() {
            id = free
            slots[id] = slot
        } else {
            id = slots.count
            slots.append(slot)
            links.reserve(slots.count)
        }
        index[key] = id
        return id
    }

    // Keys of which nothing is to be remembered cost nothing.
    private mutating func release(_ id: Int) {
        guard let slot = slots[id], slot.phase == .idle, !slot.isDelayed, slot.failures == 0 else { return }
        slots[id] = nil
        freeSlots.append(id)
        index[slot.key] = nil
        let namespace = slot.key.namespace ?? ""
        guard let flow = flows[namespace] else { return }
        if flow.keys == 1 {
            flows[namespace] = nil
            freeFlows.append(flow.id)
        } else {
            flows[namespace] = (flow.id, flow.keys - 1)
        }
    }

    private mutating func flow(of key: ObjectKey) -> Int {
        let namespace = key.namespace ?? ""
        if let flow = flows[namespace] {
            flows[namespace] = (flow.id, flow.keys + 1)
            return flow.id
        }
        let id = freeFlows.popLast() ?? flows.count
        flows[namespace] = (id, 1)
        return id
    }
}
