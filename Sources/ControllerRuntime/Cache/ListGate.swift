import NIOConcurrencyHelpers

/// Lets a few lists go on at once and the others wait, in order: when a process starts, or its connection comes back, not all of its
/// collections are asked for, decoded and held in memory together.
public final class ListGate: Sendable {
    private static let gates = NIOLockedValueBox<[String: ListGate]>([:])

    /// The gate of every reflector of a server that is given no other: four lists at once. A server that hangs holds up nobody else's.
    ///
    /// - Parameter server: the server's URL.
    public static func shared(for server: String) -> ListGate {
        gates.withLockedValue { gates in
            if let gate = gates[server] { return gate }
            let gate = ListGate(limit: 4)
            gates[server] = gate
            return gate
        }
    }

    private struct State {
        var free: Int
        var waiting: [Int: CheckedContinuation<Void, any Error>] = [:]
        var nextTicket = 0
    }

    private let state: NIOLockedValueBox<State>

    /// Makes a gate.
    ///
    /// - Parameter limit: how many lists go on at once, at least one.
    public init(limit: Int) {
        self.state = NIOLockedValueBox(State(free: max(1, limit)))
    }

    /// Waits for its turn. Each is followed by a ``leave()``.
    ///
    /// - Throws: `CancellationError` when the task is cancelled; it has not entered then.
    func enter() async throws {
        let ticket = state.withLockedValue { state in
            state.nextTicket += 1
            return state.nextTicket
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                let outcome = state.withLockedValue { state -> Result<Void, any Error>? in
                    // Asked under the lock: a cancellation from here on finds the continuation and ends the wait.
                    if Task.isCancelled { return .failure(CancellationError()) }
                    if state.free > 0 {
                        state.free -= 1
                        return .success(())
                    }
                    state.waiting[ticket] = continuation
                    return nil
                }
                if let outcome { continuation.resume(with: outcome) }
            }
        } onCancel: {
            state.withLockedValue { $0.waiting.removeValue(forKey: ticket) }?.resume(throwing: CancellationError())
        }
    }

    /// Lets the next one enter.
    func leave() {
        let next = state.withLockedValue { state -> CheckedContinuation<Void, any Error>? in
            guard let ticket = state.waiting.keys.min() else {
                state.free += 1
                return nil
            }
            return state.waiting.removeValue(forKey: ticket)
        }
        next?.resume()
    }
}
