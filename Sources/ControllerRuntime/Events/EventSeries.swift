import KubernetesAPI

/// Which events were written lately, so that repetitions become one series. Pure, bounded.
struct EventSeries: Sendable {
    struct Identity: Hashable, Sendable {
        var uid: String
        var name: String
        var kind: String
        var reason: String
        var note: String
    }

    private struct Entry {
        var name: String
        var count: Int
        var last: Timestamp
    }

    static let window: Duration = .seconds(360)
    static let capacity = 1024

    private var entries: [Identity: Entry] = [:]

    /// The event happened again: the name of the first one and how often so far; `nil` if it is new.
    mutating func again(_ identity: Identity, at time: Timestamp) -> (name: String, count: Int)? {
        guard var entry = entries[identity], time.since(entry.last) < Self.window else { return nil }
        entry.count += 1
        entry.last = time
        entries[identity] = entry
        return (entry.name, entry.count)
    }

    /// The event was written for the first time.
    mutating func first(_ identity: Identity, name: String, at time: Timestamp) {
        if entries.count >= Self.capacity {
            entries = entries.filter { time.since($0.value.last) < Self.window }
            if entries.count >= Self.capacity { entries.removeAll() }
        }
        entries[identity] = Entry(name: name, count: 1, last: time)
    }
}
