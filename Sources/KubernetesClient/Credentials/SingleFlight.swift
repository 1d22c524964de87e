import NIOConcurrencyHelpers

/// Lets one caller do a piece of work and gives its result to all who ask meanwhile. When the one who does it is cancelled, one of those who wait
/// does it in its place.
final class SingleFlight<Value: Sendable>: Sendable {
    private enum Turn: Sendable {
        case lead
        case result(Result<Value, any Error>)
    }

    private struct State {
        var isRunning = false
        var nextID = 0
        var waiting: [(id: Int, continuation: CheckedContinuation<Turn, any Error>)] = []
    }

    private let state = NIOLockedValueBox(State())

    /// How many callers wait for another's result.
    var waiting: Int { state.withLockedValue { $0.waiting.count } }

    /// The result of `work`, one's own or that of whoever was first.
    func run(_ work: @Sendable () async throws -> Value) async throws -> Value {
        if case .result(let result) = try await turn() { return try result.get() }
        do {
            let value = try await work()
            end(.success(value))
            return value
        } catch {
            if error is CancellationError || Task.isCancelled { handOver() } else { end(.failure(error)) }
            throw error
        }
    }

    private func turn() async throws -> Turn {
        let id = state.withLockedValue { state -> Int in
            state.nextID += 1
            return state.nextID
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let turn = state.withLockedValue { state -> Result<Turn, any Error>? in
                    if Task.isCancelled { return .failure(CancellationError()) }
                    if state.isRunning {
                        state.waiting.append((id, continuation))
                        return nil
                    }
                    state.isRunning = true
                    return .success(.lead)
                }
                if let turn { continuation.resume(with: turn) }
            }
        } onCancel: {
            let waiter = state.withLockedValue { state -> CheckedContinuation<Turn, any Error>? in
                state.waiting.firstIndex { $0.id == id }.map { state.waiting.remove(at: $0).continuation }
            }
            waiter?.resume(throwing: CancellationError())
        }
    }

    private func end(_ result: Result<Value, any Error>) {
        let waiting = state.withLockedValue { state in
            state.isRunning = false
            defer { state.waiting = [] }
            return state.waiting
        }
        for waiter in waiting { waiter.continuation.resume(returning: .result(result)) }
    }

    private func handOver() {
        let next = state.withLockedValue { state -> CheckedContinuation<Turn, any Error>? in
            guard !state.waiting.isEmpty else {
                state.isRunning = false
                return nil
            }
            return state.waiting.removeFirst().continuation
        }
        next?.resume(returning: .lead)
    }
}
