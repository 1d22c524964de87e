/// The pauses of a reflector that fails again and again: decorrelated jitter, so that a fleet that failed together does not come back
/// together. Pure: the lot is a parameter, `0..<1`.
struct ReflectorBackoff: Sendable {
    let first: Duration
    let longest: Duration
    private var previous: Duration?

    init(first: Duration, longest: Duration) {
        self.first = first
        self.longest = longest
    }

    /// Whether nothing has failed since the last ``reset()``.
    var isFresh: Bool { previous == nil }

    /// The next pause, at least as long as the server asks for.
    mutating func next(jitter: Double, atLeast asked: Duration? = nil) -> Duration {
        let pause = min(longest, first + max(.zero, (previous ?? first) * 3 - first) * jitter)
        previous = pause
        // A fleet that was asked to wait for the same time comes back spread over some more of it.
        return asked.map { max(pause, $0 + $0 * (jitter / 4)) } ?? pause
    }

    /// A pause of at most that length, once; a further failure takes ``next(jitter:atLeast:)``.
    mutating func quick(_ longest: Duration, jitter: Double) -> Duration {
        previous = first
        return longest * jitter
    }

    mutating func reset() { previous = nil }
}
