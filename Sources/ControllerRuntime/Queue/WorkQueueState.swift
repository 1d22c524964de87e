/// The bookkeeping of a ``WorkQueue``. Pure: the time is a parameter.
///
/// A key is never in work twice at once; a key that is added while it is in work comes again when that work is done. These are the rules
/// of client-go's `workqueue`.
struct WorkQueueState<Key: Hashable & Comparable & Sendable>: Sendable {
    typealias Instant = ContinuousClock.Instant

    private var ready: [Key] = []
    private var head = 0
    private var dirty: Set<Key> = []
    private var working: Set<Key> = []
    private var delayed: [Key: Instant] = [:]
    private var failures: [Key: Int] = [:]
    let firstBackoff: Duration
    let longestBackoff: Duration

    init(firstBackoff: Duration, longestBackoff: Duration) {
        self.firstBackoff = firstBackoff
        self.longestBackoff = longestBackoff
    }

    /// How many keys wait for a worker.
    var depth: Int { ready.count - head }
    /// How many keys are in work.
    var inWork: Int { working.count }
    /// When the next delayed key is due. It is kept, not computed: it is asked for at every step, and there is a delayed key for each object.
    private(set) var nextDue: Instant?

    mutating func add(_ key: Key) {
        if let due = delayed.removeValue(forKey: key), due == nextDue { nextDue = delayed.values.min() }
        guard dirty.insert(key).inserted, !working.contains(key) else { return }
        ready.append(key)
    }

    mutating func add(_ key: Key, at due: Instant) {
        // Waiting for work, or due earlier: the earlier one serves both.
        if dirty.contains(key) && !working.contains(key) { return }
        if let earlier = delayed[key], earlier <= due { return }
        delayed[key] = due
        nextDue = min(nextDue ?? due, due)
    }

    /// Adds a key that has failed, later each time it fails in a row.
    mutating func addAfterFailure(_ key: Key, now: Instant) -> Duration {
        let count = failures[key, default: 0]
        failures[key] = count + 1
        let pause = min(firstBackoff * (1 << min(count, 30)), longestBackoff)
        add(key, at: now + pause)
        return pause
    }

    /// Forgets that a key has failed.
    mutating func forget(_ key: Key) { failures[key] = nil }

    /// Makes ready what is due.
    mutating func advance(to now: Instant) {
        guard let nextDue, nextDue <= now else { return }
        let due = delayed.filter { $0.value <= now }
        for key in due.keys { delayed[key] = nil }
        self.nextDue = delayed.values.min()
        for (key, _) in due.sorted(by: { ($0.value, $0.key) < ($1.value, $1.key) }) { add(key) }
    }

    /// Takes the next key into work.
    mutating func take() -> Key? {
        guard head < ready.count else { return nil }
        let key = ready[head]
        head += 1
        if head > 64 && head * 2 > ready.count {
            ready.removeFirst(head)
            head = 0
        }
        dirty.remove(key)
        working.insert(key)
        return key
    }

    /// Says that the work on a key is over.
    mutating func done(_ key: Key) {
        working.remove(key)
        if dirty.contains(key) { ready.append(key) }
    }
}
