import NIOConcurrencyHelpers

/// Hands values from one task to another, one at a time: while one is held here the giver waits, so that it is at most one ahead.
final class Handover<Value: Sendable>: Sendable {
    private struct State {
        var held: Value?
        var end: Result<Void, any Error>?
        var giver: CheckedContinuation<Void, any Error>?
        var taker: CheckedContinuation<Value?, any Error>?
    }

    private let state = NIOLockedValueBox(State())

    /// Puts a value here, and waits until it can be taken without another one before it.
    func give(_ value: Value) async throws {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let (result, taker) = state.withLockedValue {
                    state -> (Result<Void, any Error>?, CheckedContinuation<Value?, any Error>?) in
                    if Task.isCancelled { return (.failure(CancellationError()), nil) }
                    if let taker = state.taker {
                        state.taker = nil
                        return (.success(()), taker)
                    }
                    state.held = value
                    state.giver = continuation
                    return (nil, nil)
                }
                taker?.resume(returning: value)
                if let result { continuation.resume(with: result) }
            }
        } onCancel: {
            cancel()
        }
    }

    /// No more values come.
    func finish(_ error: (any Error)?) {
        let taker = state.withLockedValue { state in
            state.end = error.map { .failure($0) } ?? .success(())
            defer { state.taker = nil }
            return state.taker
        }
        if let error { taker?.resume(throwing: error) } else { taker?.resume(returning: nil) }
    }

    /// The next value; `nil` after the last.
    func take() async throws -> Value? {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let (result, giver) = state.withLockedValue {
                    state -> (Result<Value?, any Error>?, CheckedContinuation<Void, any Error>?) in
                    if let held = state.held {
                        state.held = nil
                        defer { state.giver = nil }
                        return (.success(held), state.giver)
                    }
                    switch state.end {
                    case .success: return (.success(nil), nil)
                    case .failure(let error): return (.failure(error), nil)
                    case nil:
                        if Task.isCancelled { return (.failure(CancellationError()), nil) }
                        state.taker = continuation
                        return (nil, nil)
                    }
                }
                giver?.resume()
                if let result { continuation.resume(with: result) }
            }
        } onCancel: {
            cancel()
        }
    }

    private func cancel() {
        let (giver, taker) = state.withLockedValue { state in
            defer { (state.giver, state.taker) = (nil, nil) }
            return (state.giver, state.taker)
        }
        giver?.resume(throwing: CancellationError())
        taker?.resume(throwing: CancellationError())
    }
}
