import NIOConcurrencyHelpers

/// A gate that opens once and stays open; tasks may wait for it.
final class Gate: Sendable {
    private enum State {
        case shut(waiting: [Int: CheckedContinuation<Void, any Error>], next: Int)
        case open
    }

    private let state = NIOLockedValueBox(State.shut(waiting: [:], next: 0))

    var isOpen: Bool {
        state.withLockedValue { if case .open = $0 { true } else { false } }
    }

    func open() {
        let waiting = state.withLockedValue { state in
            guard case .shut(let waiting, _) = state else { return [Int: CheckedContinuation<Void, any Error>]() }
            state = .open
            return waiting
        }
        for continuation in waiting.values { continuation.resume() }
    }

    func wait() async throws {
        let ticket = state.withLockedValue { state -> Int? in
            guard case .shut(let waiting, let next) = state else { return nil }
            state = .shut(waiting: waiting, next: next + 1)
            return next
        }
        guard let ticket else { return }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                let outcome = state.withLockedValue { state -> Result<Void, any Error>? in
                    guard case .shut(var waiting, let next) = state else { return .success(()) }
                    // Asked under the lock: a cancellation from here on finds the continuation and ends the wait.
                    if Task.isCancelled { return .failure(CancellationError()) }
                    waiting[ticket] = continuation
                    state = .shut(waiting: waiting, next: next)
                    return nil
                }
                if let outcome { continuation.resume(with: outcome) }
            }
        } onCancel: {
            let continuation = state.withLockedValue { state -> CheckedContinuation<Void, any Error>? in
                guard case .shut(var waiting, let next) = state else { return nil }
                let continuation = waiting.removeValue(forKey: ticket)
                state = .shut(waiting: waiting, next: next)
                return continuation
            }
            continuation?.resume(throwing: CancellationError())
        }
    }
}
