import NIOConcurrencyHelpers

/// Tells the keeper of a lease that the leader's work has ended.
final class BodyEnd: Sendable {
    private let hasEnded = NIOLockedValueBox(false)
    private let wakeup = Wakeup()

    var hasCome: Bool { hasEnded.withLockedValue { $0 } }

    func tell() {
        hasEnded.withLockedValue { $0 = true }
        wakeup.signal()
    }

    /// Waits for it, no longer than `limit` and only as long as the task is not cancelled; returns whether it has come.
    func wait(for limit: Duration) async -> Bool {
        let deadline = ContinuousClock.now + limit
        while !hasCome, .now < deadline, !Task.isCancelled { await wakeup.wait(until: deadline) }
        return hasCome
    }
}
