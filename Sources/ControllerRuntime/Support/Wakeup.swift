import NIOConcurrencyHelpers

/// Wakes one waiting task; a signal that comes while nobody waits is kept, several are one.
final class Wakeup: Sendable {
    private struct State {
        var isSignalled = false
        var waiting: CheckedContinuation<Void, Never>?
    }

    // A cancelled sleep leaves its timer behind until it is due: this bounds how long, and so how many.
    private static let longestSleep: Duration = .seconds(60)

    private let state = NIOLockedValueBox(State())

    /// Wakes the waiting task, or the next one at once.
    func signal() {
        state.withLockedValue { state -> CheckedContinuation<Void, Never>? in
            if state.waiting == nil { state.isSignalled = true }
            defer { state.waiting = nil }
            return state.waiting
        }?.resume()
    }

    /// Waits for a signal, for a time or for the task's cancellation; it may also return earlier, so ask anew why you wait.
    func wait(until deadline: ContinuousClock.Instant?) async {
        guard let deadline else { return await wait() }
        if state.withLockedValue({ state in
            defer { state.isSignalled = false }
            return state.isSignalled
        }) {
            return
        }
        let wake = min(deadline, .now + Self.longestSleep)
        guard wake > .now else { return }
        await withTaskGroup { group in
            group.addTask { await self.wait() }
            group.addTask { try? await Task.sleep(until: wake, clock: .continuous) }
            await group.next()
            group.cancelAll()
        }
    }

    private func wait() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLockedValue { state -> Bool in
                    // Asked under the lock: a cancellation from here on finds the continuation and ends the wait.
                    if state.isSignalled || Task.isCancelled {
                        state.isSignalled = false
                        return true
                    }
                    state.waiting = continuation
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            state.withLockedValue { state -> CheckedContinuation<Void, Never>? in
                defer { state.waiting = nil }
                return state.waiting
            }?.resume()
        }
    }
}
