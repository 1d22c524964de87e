/// The writes of Events that have not reached the server yet, and when each is sent next. Pure: the times and the lot are parameters.
///
/// A write that fails for a passing reason is sent again after a pause, which doubles, up to ``attempts`` times. While the server as a whole is
/// away or overloaded one write after another is tried, with growing pauses between them, so that what waits does not fall upon a server that
/// has just come back. A create and the latest count of its series wait as one; of too many the oldest goes.
struct EventOutbox: Sendable {
    typealias Instant = ContinuousClock.Instant
    typealias Write = EventCorrelator.Write

    /// A write to be sent now.
    struct Delivery: Sendable, Hashable {
        var write: Write
        /// Whether it has been sent before, so that the server may have carried it out.
        var isRepeated: Bool
    }

    /// Why a write has failed for now.
    struct Failure: Sendable, Hashable {
        /// Whether other writes would fail too.
        var isOfServer: Bool
        /// How long the server asks to wait.
        var retryAfter: Duration?
        /// A lot, `0..<1`.
        var jitter: Double
    }

    private struct Entry {
        var create: Write?
        var series: Write?
        var attempts = 0
        var due: Instant

        var next: Write? { create ?? series }
    }

    /// How many writes wait at most.
    static let capacity = 512
    /// How often one is sent at most.
    static let attempts = 12
    /// The pause after the first failure, and the longest; each is lengthened by lot to twice of it at most.
    static let firstPause: Duration = .milliseconds(500)
    static let longestPause: Duration = .seconds(30)
    /// The longest pause that the server may ask for.
    static let longestRetryAfter: Duration = .seconds(300)

    // The oldest first.
    private var entries: [Entry] = []
    private var serverFailures = 0
    private var quietUntil: Instant?

    /// How many Events wait.
    var count: Int { entries.count }

    /// When there is something to send next.
    var nextDue: Instant? {
        let due = entries.lazy.map(\.due).min()
        guard let due, let quietUntil else { return due }
        return max(due, quietUntil)
    }

    /// Takes a write in; returns the one that had to go for it.
    mutating func add(_ write: Write, at now: Instant) -> Write? {
        if case .series = write, let index = index(of: write) {
            entries[index].series = write
            return nil
        }
        let displaced = entries.count >= Self.capacity ? entries.removeFirst().next : nil
        var entry = Entry(due: now)
        if case .create = write { entry.create = write } else { entry.series = write }
        entries.append(entry)
        return displaced
    }

    /// The write to send at that time; `nil` asks for any, due or not.
    func next(at now: Instant?) -> Delivery? {
        guard let entry = now == nil ? entries.first : entries.min(by: { $0.due < $1.due }), let write = entry.next else { return nil }
        if let now, now < max(entry.due, quietUntil ?? now) { return nil }
        return Delivery(write: write, isRepeated: entry.attempts > 0)
    }

    /// A write has reached the server, or is given up.
    mutating func remove(_ write: Write, wasWritten: Bool) {
        guard let index = index(of: write) else { return }
        serverFailures = 0
        quietUntil = nil
        if wasWritten, case .create = write, entries[index].series != nil {
            entries[index].create = nil
            entries[index].attempts = 0
        } else {
            entries.remove(at: index)
        }
    }

    /// A write has failed for now; returns whether it will be sent again.
    mutating func failed(_ write: Write, _ failure: Failure, at now: Instant) -> Bool {
        if failure.isOfServer {
            serverFailures += 1
            quietUntil = now + Self.pause(serverFailures, failure)
        } else {
            serverFailures = 0
            quietUntil = nil
        }
        guard let index = index(of: write) else { return false }
        entries[index].attempts += 1
        if entries[index].attempts >= Self.attempts {
            entries.remove(at: index)
            return false
        }
        entries[index].due = now + Self.pause(entries[index].attempts, failure)
        return true
    }

    private static func pause(_ failures: Int, _ failure: Failure) -> Duration {
        let backoff = min(firstPause * (1 << min(failures - 1, 16)), longestPause)
        let pause = backoff + backoff * failure.jitter
        // Those who were asked to wait for the same time come back spread over some more of it.
        return failure.retryAfter.map { min($0, longestRetryAfter) }.map { max(pause, $0 + $0 * (failure.jitter / 4)) } ?? pause
    }

    private func index(of write: Write) -> Int? {
        entries.firstIndex { $0.next?.name == write.name && $0.next?.event == write.event }
    }
}
