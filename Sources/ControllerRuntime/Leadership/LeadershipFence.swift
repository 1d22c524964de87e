import NIOConcurrencyHelpers

/// Says whether this process may still write to the outside as the leader. It is open only while the lease certainly counts.
///
/// Judged by `ContinuousClock`, which on Linux is `CLOCK_BOOTTIME`: it goes on while the process is stopped and while the machine is suspended,
/// and no change of the time of day moves it. So a process that was stopped past its lease finds the fence closed when it goes on.
public final class LeadershipFence: Sendable {
    private enum Right: Sendable {
        case none
        case until(ContinuousClock.Instant)
        case always
    }

    private struct State {
        var right: Right
        var inFlight = 0
    }

    private let state: NIOLockedValueBox<State>
    private let now: @Sendable () -> ContinuousClock.Instant
    private let landed = Wakeup()

    private init(_ right: Right, now: @escaping @Sendable () -> ContinuousClock.Instant) {
        self.state = NIOLockedValueBox(State(right: right))
        self.now = now
    }

    /// Makes a closed fence, which a ``LeaderElector`` opens while it leads.
    public convenience init() { self.init(.none, now: { .now }) }

    convenience init(now: @escaping @Sendable () -> ContinuousClock.Instant) { self.init(.none, now: now) }

    /// A fence that is always open, for a process that is alone by other means.
    public static let open = LeadershipFence(.always, now: { .now })

    /// Whether the lease certainly counts now.
    public var isOpen: Bool { (timeLeft ?? .seconds(1)) > .zero }

    /// How long the right lasts unless the lease is renewed; `nil` for ever.
    public var timeLeft: Duration? {
        switch state.withLockedValue({ $0.right }) {
        case .none: .zero
        case .until(let limit): max(.zero, limit - now())
        case .always: nil
        }
    }

    /// Asks for the right to write.
    ///
    /// - Throws: ``LeadershipLapsed`` once the lease may have lapsed.
    public func check() throws(LeadershipLapsed) { if !isOpen { throw LeadershipLapsed() } }

    /// Does a write: only if the lease certainly counts, and no longer than it does. When the lease lapses meanwhile, `body` is cancelled.
    ///
    /// - Parameter call: the write's name, for the error.
    /// - Throws: ``LeadershipLapsed``, or what `body` throws. After a write that was begun, the outside may have changed or not.
    public func whileOpen<Value: Sendable>(
        _ call: @autoclosure @escaping @Sendable () -> String, _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        guard let limited = enter() else { throw LeadershipLapsed(call: call()) }
        defer { leave() }
        guard limited else { return try await body() }
        return try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask { try await body() }
            group.addTask {
                try await self.untilLapsed()
                return nil
            }
            defer { group.cancelAll() }
            guard let first = try await group.next(), let value = first else { throw LeadershipLapsed(call: call()) }
            return value
        }
    }

    /// The lease counts until then; never shortens the right.
    func extend(until limit: ContinuousClock.Instant) {
        state.withLockedValue { state in
            switch state.right {
            case .none: state.right = .until(limit)
            case .until(let old): state.right = .until(max(old, limit))
            case .always: break
            }
        }
    }

    /// Nothing may be written any more.
    func close() {
        state.withLockedValue { state in if case .until = state.right { state.right = .none } }
    }

    /// Waits until no write is under way, but no longer than `limit`.
    func settle(within limit: Duration) async {
        let deadline = ContinuousClock.now + limit
        while state.withLockedValue({ $0.inFlight > 0 }), .now < deadline { await landed.wait(until: deadline) }
    }

    // Whether the right is limited; nil if there is none.
    private func enter() -> Bool? {
        let now = now()
        return state.withLockedValue { state in
            switch state.right {
            case .until(let limit) where now < limit:
                state.inFlight += 1
                return true
            case .always:
                state.inFlight += 1
                return false
            default: return nil
            }
        }
    }

    private func leave() {
        state.withLockedValue { $0.inFlight -= 1 }
        landed.signal()
    }

    private func untilLapsed() async throws {
        while let left = timeLeft, left > .zero {
            // Not the whole time at once: the right may also be given up before.
            try await Task.sleep(for: min(left, .milliseconds(500)))
        }
    }
}
