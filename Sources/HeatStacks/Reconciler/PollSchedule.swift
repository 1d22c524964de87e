/// Which stacks are in progress and when Heat is asked next: pure.
///
/// The pause is a tenth of the youngest stack's time in progress, from a second to thirty: news is late by a tenth at most, and a stack that
/// takes long costs few calls.
struct PollSchedule<Key: Hashable & Sendable>: Sendable {
    private struct Entry {
        var stackID: String
        var since: Duration
    }

    private var entries: [Key: Entry] = [:]
    private var lastPoll: Duration?
    private var failures = 0

    static var shortest: Duration { .seconds(1) }
    static var longest: Duration { .seconds(30) }

    var count: Int { entries.count }

    mutating func track(_ key: Key, stackID: String, now: Duration) {
        guard entries[key]?.stackID != stackID else { return }
        entries[key] = Entry(stackID: stackID, since: now)
    }

    mutating func forget(_ key: Key) {
        entries[key] = nil
    }

    /// Whether Heat is to be asked now.
    func isDue(now: Duration) -> Bool {
        guard let youngest = entries.values.map(\.since).max() else { return false }
        guard let lastPoll else { return true }
        let byAge = min(max((now - youngest) / 10, Self.shortest), Self.longest)
        let byFailures = failures == 0 ? .zero : min(Self.shortest * (1 << min(failures, 5)), Self.longest)
        return now - lastPoll >= max(byAge, byFailures)
    }

    /// Takes in the ids of all stacks in progress; returns the keys whose stack is no longer among them, and forgets those.
    mutating func observed(_ inProgress: Set<String>, asked: Duration, now: Duration) -> [Key] {
        lastPoll = now
        failures = 0
        // What was tracked after the question was asked cannot be in the answer.
        let done = entries.filter { !inProgress.contains($0.value.stackID) && $0.value.since < asked }.map(\.key)
        for key in done { entries[key] = nil }
        return done
    }

    /// The question was not answered.
    mutating func failed(now: Duration) {
        lastPoll = now
        failures += 1
    }
}
