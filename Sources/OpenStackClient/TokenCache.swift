import OpenStackAPI

/// The life of a client's token: a pure state machine. One caller at a time fetches, the others wait or use the token that is still good.
struct TokenCache<Waiter: Sendable>: Sendable {
    /// What the caller has to do.
    enum Decision: Sendable {
        /// Use this one.
        case use(Keystone.Token)
        /// Fetch one, then call ``fetched(_:at:)`` or ``failed()``. While that lasts others may use `meanwhile`, as may the caller if it fails.
        case fetch(meanwhile: Keystone.Token?)
        /// Another caller is fetching: wait for it.
        case wait
    }

    private struct Entry {
        var token: Keystone.Token
        var renewAt: Duration
        var expiresAt: Duration
    }

    private var entry: Entry?
    private var isFetching = false
    private var waiters: [UInt64: Waiter] = [:]

    /// Decides for a caller at `now`.
    mutating func request(at now: Duration) -> Decision {
        if let entry, now < entry.renewAt { return .use(entry.token) }
        let usable = entry.flatMap { now < $0.expiresAt ? $0.token : nil }
        if isFetching { return usable.map { .use($0) } ?? .wait }
        isFetching = true
        return .fetch(meanwhile: usable)
    }

    /// Keeps a token that was asked for at `start`, and returns who waited for it.
    ///
    /// The lifetime is taken from Keystone's own two times, so that a wrong clock here does no harm.
    mutating func fetched(_ token: Keystone.Token, at start: Duration, wallClock: Int64) -> [Waiter] {
        let issued = token.issuedAt?.secondsSinceEpoch ?? wallClock
        let lifetime = Duration.seconds(max(token.expiresAt.secondsSinceEpoch - issued, 0))
        let margin = min(lifetime / 4, .seconds(300))
        entry = Entry(token: token, renewAt: start + lifetime - margin, expiresAt: start + lifetime - min(margin, .seconds(10)))
        return release()
    }

    /// Ends a fetch that came to nothing, and returns who waited for it.
    mutating func failed() -> [Waiter] { release() }

    /// Forgets the token that a service refused; a newer one stays.
    mutating func refuse(_ secret: String) {
        if entry?.token.secret == secret { entry = nil }
    }

    /// Registers a waiter; false if there is nothing to wait for any more.
    mutating func enqueue(_ waiter: Waiter, id: UInt64) -> Bool {
        guard isFetching else { return false }
        waiters[id] = waiter
        return true
    }

    /// Takes a waiter out.
    mutating func abandon(id: UInt64) -> Waiter? { waiters.removeValue(forKey: id) }

    private mutating func release() -> [Waiter] {
        isFetching = false
        defer { waiters = [:] }
        return Array(waiters.values)
    }
}
