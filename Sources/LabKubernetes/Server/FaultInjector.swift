import NIOConcurrencyHelpers

/// Holds the faults that tests asked for, and the gate that pauses the server.
final class FaultInjector: Sendable {
    private struct State {
        var faults: [LabFault] = []
        var isPaused = false
        var overload: Int?
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = NIOLockedValueBox(State())

    func add(_ fault: LabFault) { state.withLockedValue { $0.faults.append(fault) } }

    func clear() { state.withLockedValue { $0.faults.removeAll() } }

    func pause() { state.withLockedValue { $0.isPaused = true } }

    /// Turns every request away, with the seconds after which it may come again; nil ends that.
    func setOverload(_ seconds: Int?) { state.withLockedValue { $0.overload = seconds } }

    func resume() {
        let waiting = state.withLockedValue { state in
            state.isPaused = false
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    /// Waits while the server is paused, serves a delay, and returns what else happens to the request.
    func meet(_ access: AccessRequest, method: String, path: String, user: String) async throws -> LabFault.Action? {
        await gate()
        let action = state.withLockedValue { state -> LabFault.Action? in
            if let seconds = state.overload {
                return .answer(
                    code: 429, headers: ["Retry-After": String(seconds), "Content-Type": "text/plain; charset=utf-8"],
                    body: Array("Too many requests, please try again later.\n".utf8))
            }
            guard let index = state.faults.firstIndex(where: { $0.matches(access, user: user) }) else { return nil }
            let action = state.faults[index].action
            state.faults[index].count -= 1
            if state.faults[index].count <= 0 { state.faults.remove(at: index) }
            return action
        }
        if case .delay(let duration) = action { try await Task.sleep(for: duration) }
        return action
    }

    private func gate() async {
        await withCheckedContinuation { continuation in
            let mustWait = state.withLockedValue { state in
                if state.isPaused { state.waiting.append(continuation) }
                return state.isPaused
            }
            if !mustWait { continuation.resume() }
        }
    }
}
