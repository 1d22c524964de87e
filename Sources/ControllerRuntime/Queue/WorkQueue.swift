import KubernetesAPI
import Metrics
import NIOConcurrencyHelpers

/// A queue of keys: each is in work at most once at a time, repeated adds collapse, failures back off, adds may be delayed.
///
/// Delayed keys become ready while ``run()`` runs.
public final class WorkQueue: Sendable {
    private struct State {
        var keys: WorkQueueState<ObjectKey>
        var waiting: [Int: CheckedContinuation<ObjectKey?, Never>] = [:]
        var nextTicket = 0
        var pump: CheckedContinuation<Void, Never>?
        var pumpSignalled = false
        var isShutDown = false
    }

    private let state: NIOLockedValueBox<State>
    private let depth: Gauge
    private let adds: Counter
    private let retries: Counter

    /// Makes a queue.
    ///
    /// - Parameters:
    ///   - name: the name in the metrics, which are client-go's (`workqueue_depth`, ...).
    ///   - firstBackoff: the pause after a key's first failure; it doubles with each in a row.
    ///   - longestBackoff: the longest pause.
    public init(name: String, firstBackoff: Duration = .milliseconds(5), longestBackoff: Duration = .seconds(300)) {
        self.state = NIOLockedValueBox(State(keys: WorkQueueState(firstBackoff: firstBackoff, longestBackoff: longestBackoff)))
        self.depth = Gauge(label: "workqueue_depth", dimensions: [("name", name)])
        self.adds = Counter(label: "workqueue_adds_total", dimensions: [("name", name)])
        self.retries = Counter(label: "workqueue_retries_total", dimensions: [("name", name)])
    }

    /// Adds a key now.
    public func add(_ key: ObjectKey) {
        adds.increment()
        change { $0.keys.add(key) }
    }

    /// Adds a key later.
    public func add(_ key: ObjectKey, after delay: Duration) {
        change { $0.keys.add(key, at: .now + delay) }
    }

    /// Adds a key that has failed; returns the pause until it comes again.
    @discardableResult
    public func addAfterFailure(_ key: ObjectKey) -> Duration {
        retries.increment()
        var pause = Duration.zero
        change { pause = $0.keys.addAfterFailure(key, now: .now) }
        return pause
    }

    /// Forgets that a key has failed.
    public func forget(_ key: ObjectKey) { change { $0.keys.forget(key) } }

    /// Says that the work on a key is over.
    public func done(_ key: ObjectKey) { change { $0.keys.done(key) } }

    /// The next key to work on; `nil` once the queue is shut down or the task is cancelled. Each must be followed by ``done(_:)``.
    public func next() async -> ObjectKey? {
        let ticket = state.withLockedValue { state -> Int in
            state.nextTicket += 1
            return state.nextTicket
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                change { state in
                    // Asked under the lock: a cancellation from here on finds the continuation and ends the wait.
                    if Task.isCancelled || state.isShutDown { return continuation.resume(returning: nil) }
                    state.waiting[ticket] = continuation
                }
            }
        } onCancel: {
            state.withLockedValue { $0.waiting.removeValue(forKey: ticket) }?.resume(returning: nil)
        }
    }

    /// Ends the queue: waiting workers get `nil`.
    public func shutDown() {
        change { state in
            state.isShutDown = true
            for continuation in state.waiting.values { continuation.resume(returning: nil) }
            state.waiting.removeAll()
        }
    }

    /// Makes delayed keys ready as they fall due, until the task is cancelled.
    public func run() async {
        await withTaskCancellationHandler {
            while !Task.isCancelled {
                let due = state.withLockedValue { state in
                    state.pumpSignalled = false
                    return state.keys.nextDue
                }
                guard let due else {
                    await untilSignalled()
                    continue
                }
                await withTaskGroup { group in
                    group.addTask { try? await Task.sleep(until: due, clock: .continuous) }
                    group.addTask { await self.untilSignalled() }
                    await group.next()
                    group.cancelAll()
                    // The other one: a sleep ends by cancellation, a wait by a signal.
                    self.signal()
                }
                change { $0.keys.advance(to: .now) }
            }
        } onCancel: {
            signal()
        }
    }

    private func untilSignalled() async {
        await withCheckedContinuation { continuation in
            let now = state.withLockedValue { state -> Bool in
                if state.pumpSignalled || Task.isCancelled {
                    state.pumpSignalled = false
                    return true
                }
                state.pump = continuation
                return false
            }
            if now { continuation.resume() }
        }
    }

    private func signal() {
        state.withLockedValue { state -> CheckedContinuation<Void, Never>? in
            state.pumpSignalled = true
            defer { state.pump = nil }
            return state.pump
        }?.resume()
    }

    // Changes the state, hands ready keys to waiting workers, and wakes the pump if an earlier key is due.
    private func change(_ body: (inout State) -> Void) {
        var handed: [(CheckedContinuation<ObjectKey?, Never>, ObjectKey)] = []
        let (dueChanged, waitingKeys) = state.withLockedValue { state -> (Bool, Int) in
            let due = state.keys.nextDue
            body(&state)
            while let ticket = state.waiting.keys.min(), let key = state.keys.take() {
                if let continuation = state.waiting.removeValue(forKey: ticket) { handed.append((continuation, key)) }
            }
            return (state.keys.nextDue != due, state.keys.depth)
        }
        depth.record(waitingKeys)
        for (continuation, key) in handed { continuation.resume(returning: key) }
        if dueChanged { signal() }
    }
}
