import NIOConcurrencyHelpers

/// Ends reconciles that take too long: one watcher for all workers, so that a reconcile in time costs no timer and no task.
final class WorkerDeadlines: Sendable {
    private struct Worker {
        var startedAt: ContinuousClock.Instant?
        var isExpired = false
        var isAbandoned = false
        var expiry: CheckedContinuation<Bool, Never>?
    }

    private struct State {
        var workers: [Int: Worker] = [:]
        var active = 0
        var isWatching = false
    }

    let limit: Duration
    /// How much longer a cancelled reconcile may take before its worker is replaced.
    let grace: Duration
    private let state = NIOLockedValueBox(State())
    private let wakeup = Wakeup()

    init(limit: Duration) {
        self.limit = limit
        self.grace = min(max(limit / 2, .milliseconds(200)), .seconds(10))
    }

    /// A worker begins; returns how many are at work.
    func begin(_ worker: Int, at now: ContinuousClock.Instant) -> Int {
        let (active, wakes) = state.withLockedValue { state in
            state.workers[worker, default: Worker()].startedAt = now
            state.active += 1
            defer { state.isWatching = true }
            return (state.active, !state.isWatching)
        }
        if wakes { wakeup.signal() }
        return active
    }

    /// Whether the worker's present reconcile has taken too long.
    func isExpired(_ worker: Int) -> Bool { state.withLockedValue { $0.workers[worker]?.isExpired ?? false } }

    /// Whether the worker has been replaced.
    func isAbandoned(_ worker: Int) -> Bool { state.withLockedValue { $0.workers[worker]?.isAbandoned ?? false } }

    /// A worker is done with its key; returns whether it took too long, and how many are at work.
    func end(_ worker: Int) -> (isExpired: Bool, active: Int) {
        state.withLockedValue { state in
            state.active -= 1
            let isExpired = state.workers[worker]?.isExpired ?? false
            state.workers[worker]?.startedAt = nil
            state.workers[worker]?.isExpired = false
            return (isExpired, state.active)
        }
    }

    /// Forgets a worker.
    func leave(_ worker: Int) { state.withLockedValue { _ = $0.workers.removeValue(forKey: worker) } }

    /// Waits until a reconcile of this worker takes too long; `false` when the task is cancelled before.
    func expiry(of worker: Int) async -> Bool {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer = state.withLockedValue { state -> Bool? in
                    if state.workers[worker]?.isExpired == true { return true }
                    // Asked under the lock: a cancellation from here on finds the continuation and ends the wait.
                    if Task.isCancelled { return false }
                    state.workers[worker, default: Worker()].expiry = continuation
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            state.withLockedValue { state in
                defer { state.workers[worker]?.expiry = nil }
                return state.workers[worker]?.expiry
            }?.resume(returning: false)
        }
    }

    /// Watches until the task is cancelled; tells of each worker that does not end although it was cancelled.
    func watch(_ abandoned: @Sendable (Int) -> Void) async {
        let tick = min(max(limit / 10, .milliseconds(1)), .seconds(1))
        while !Task.isCancelled {
            let isIdle = state.withLockedValue { state in
                if state.active == 0 { state.isWatching = false }
                return state.active == 0
            }
            if isIdle {
                await wakeup.wait(until: nil)
                continue
            }
            try? await Task.sleep(for: tick)
            let (expired, lost) = expire(at: .now)
            for continuation in expired { continuation.resume(returning: true) }
            for worker in lost { abandoned(worker) }
        }
    }

    private func expire(at now: ContinuousClock.Instant) -> ([CheckedContinuation<Bool, Never>], [Int]) {
        state.withLockedValue { state in
            var expired: [CheckedContinuation<Bool, Never>] = []
            var lost: [Int] = []
            for (id, var worker) in state.workers {
                guard let startedAt = worker.startedAt, now - startedAt >= limit else { continue }
                if !worker.isExpired {
                    worker.isExpired = true
                    if let continuation = worker.expiry { expired.append(continuation) }
                    worker.expiry = nil
                } else if !worker.isAbandoned, now - startedAt >= limit + grace {
                    worker.isAbandoned = true
                    lost.append(id)
                }
                state.workers[id] = worker
            }
            return (expired, lost)
        }
    }
}
