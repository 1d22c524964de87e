import KubernetesAPI

/// Which events are written, and how. Pure: the times are parameters.
///
/// The rules of client-go's broadcaster for `events.k8s.io/v1`: the first of its kind is created, a repetition within six minutes makes it a
/// series, and a series that has been quiet for six minutes is closed with its last count. Beside that, an object's events are limited as by
/// client-go's spam filter: 25 at once, then one in five minutes. Unlike there, events that differ in their note only are told apart.
struct EventCorrelator: Sendable {
    typealias Instant = ContinuousClock.Instant

    /// What to send to the server.
    enum Write: Sendable, Hashable {
        case create(RecordedEvent, name: String, time: Timestamp)
        case series(RecordedEvent, name: String, count: Int, last: Timestamp)

        var event: RecordedEvent {
            switch self {
            case .create(let event, _, _), .series(let event, _, _, _): event
            }
        }

        /// The Event's name, by which a write that is sent again is known to be the same.
        var name: String {
            switch self {
            case .create(_, let name, _), .series(_, let name, _, _): name
            }
        }
    }

    private struct Entry {
        var name: String
        var count = 1
        var written = 1
        var last: Timestamp
        var seenAt: Instant
        var writtenAt: Instant
    }

    /// After how long without a repetition a series is over.
    static let window: Duration = .seconds(360)
    /// The least time between two writes of a series.
    static let refresh: Duration = .seconds(30)
    /// How many kinds of event are remembered, and how many objects.
    static let capacity = 1024

    private var entries: [RecordedEvent: Entry] = [:]
    private var buckets: [ObjectReference: TokenBucket] = [:]
    /// How many events were not written because their object had too many.
    private(set) var suppressed = 0

    /// When ``due(at:)`` has something to say next.
    var nextDue: Instant? {
        entries.values.lazy.map {
            $0.count > $0.written ? min($0.writtenAt + Self.refresh, $0.seenAt + Self.window) : $0.seenAt + Self.window
        }
        .min()
    }

    /// An event happened; what to write now.
    mutating func record(_ event: RecordedEvent, at now: Instant, time: Timestamp) -> Write? {
        if var entry = entries[event], now - entry.seenAt < Self.window {
            entry.count += 1
            entry.last = time
            entry.seenAt = now
            let isFirstRepetition = entry.count == 2
            entries[event] = entry
            return isFirstRepetition || now - entry.writtenAt >= Self.refresh ? write(event, at: now) : nil
        }
        guard mayWrite(event.regarding, at: now) else {
            suppressed += 1
            return nil
        }
        if entries.count >= Self.capacity { forgetOldest() }
        let entry = Entry(name: event.name(at: time), last: time, seenAt: now, writtenAt: now)
        entries[event] = entry
        return .create(event, name: entry.name, time: time)
    }

    /// What is to be written by now: counts that have grown, and the last ones of series that are over.
    mutating func due(at now: Instant) -> [Write] {
        var writes: [Write] = []
        for (event, entry) in entries {
            let isOver = now - entry.seenAt >= Self.window
            if entry.count > entry.written, isOver || now - entry.writtenAt >= Self.refresh, let write = write(event, at: now) {
                writes.append(write)
            }
            if isOver { entries[event] = nil }
        }
        return writes
    }

    /// Everything that is not written yet, before the end.
    mutating func flush(at now: Instant) -> [Write] {
        entries.filter { $0.value.count > $0.value.written }.keys.compactMap { write($0, at: now) }
    }

    /// The event of a series is gone from the server, or was never there: the next one is the first again.
    mutating func forget(_ event: RecordedEvent) { entries[event] = nil }

    private mutating func write(_ event: RecordedEvent, at now: Instant) -> Write? {
        guard var entry = entries[event] else { return nil }
        entry.written = entry.count
        entry.writtenAt = now
        entries[event] = entry
        return .series(event, name: entry.name, count: entry.count, last: entry.last)
    }

    private mutating func mayWrite(_ object: ObjectReference, at now: Instant) -> Bool {
        if buckets[object] == nil, buckets.count >= Self.capacity {
            buckets = buckets.filter { !$0.value.isFull(at: now) }
            if buckets.count >= Self.capacity { buckets.removeAll() }
        }
        return buckets[object, default: TokenBucket(interval: .seconds(300), burst: 25)].take(at: now)
    }

    // A quarter at once, so that it is rarely done.
    private mutating func forgetOldest() {
        let oldest = entries.sorted { $0.value.seenAt < $1.value.seenAt }.prefix(Self.capacity / 4)
        for (event, _) in oldest { entries[event] = nil }
    }
}
