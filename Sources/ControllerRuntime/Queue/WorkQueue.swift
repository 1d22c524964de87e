import KubernetesAPI
import NIOConcurrencyHelpers

/// A queue of keys: each is in work at most once at a time, repeated adds collapse, failures back off, adds may be delayed.
///
/// Which key is next:
/// - A higher ``WorkPriority`` comes first. So that lower ones come too, each eighth key is taken from below while any waits there, from the
///   priority that has been served least lately.
/// - Within a priority the namespaces take turns, so that one with ten thousand keys delays the others by one turn; cluster-scoped keys are
///   a namespace of their own.
/// - Within a namespace the key that was added first comes first. A key that is added again with a higher priority moves up.
///
/// Retries after failures wait twice as long each time, and are limited as a whole (see ``WorkQueueSettings``).
/// Delayed keys become ready, and metrics are told of, while ``run()`` runs.
public final class WorkQueue: Sendable {
    /// A key in work.
    struct Work: Sendable {
        var key: ObjectKey
        var priority: WorkPriority
    }

    private struct State {
        var keys: WorkQueueState
        var waiting: [(ticket: Int, continuation: CheckedContinuation<Work?, Never>)] = []
        var nextTicket = 0
        var isShutDown = false
        // Whether the metrics are behind.
        var isUntold = false
    }

    // How far the metrics may be behind, and how often the time of keys in work is told anew (client-go's).
    private static let tellingPause: Duration = .milliseconds(100)
    private static let updatePause: Duration = .milliseconds(500)

    private let state: NIOLockedValueBox<State>
    private let metrics: NIOLockedValueBox<WorkQueueMetrics>
    private let handles: WorkQueueMetrics
    private let pump = Wakeup()
    private let ended = Wakeup()

    /// Makes a queue.
    ///
    /// - Parameters:
    ///   - name: the name in the metrics, which are client-go's (`workqueue_depth`, ...).
    ///   - settings: how failures are paced.
    public init(name: String, settings: WorkQueueSettings) {
        self.state = NIOLockedValueBox(State(keys: WorkQueueState(settings)))
        self.handles = WorkQueueMetrics(name: name)
        self.metrics = NIOLockedValueBox(handles)
    }

    /// Makes a queue.
    ///
    /// - Parameters:
    ///   - name: the name in the metrics, which are client-go's (`workqueue_depth`, ...).
    ///   - firstBackoff: the pause after a key's first failure; it doubles with each in a row.
    ///   - longestBackoff: the longest pause.
    public convenience init(name: String, firstBackoff: Duration = .milliseconds(5), longestBackoff: Duration = .seconds(1000)) {
        self.init(name: name, settings: WorkQueueSettings(firstBackoff: firstBackoff, longestBackoff: longestBackoff))
    }

    /// Adds a key now. One that waits already moves up if this priority is higher; one that is delayed is delayed no longer.
    public func add(_ key: ObjectKey, priority: WorkPriority = .normal) {
        change { $0.add(key, priority: priority, now: $1) }
    }

    /// Adds a key later, unless it comes sooner anyway.
    public func add(_ key: ObjectKey, after delay: Duration, priority: WorkPriority = .normal) {
        change { delay > .zero ? $0.add(key, at: $1 + delay, priority: priority, now: $1) : $0.add(key, priority: priority, now: $1) }
    }

    /// Adds a key that has failed; returns the pause until it comes again.
    ///
    /// - Parameter least: how long the pause is at least, because a server said when to come back for instance.
    @discardableResult
    public func addAfterFailure(_ key: ObjectKey, atLeast least: Duration = .zero) -> Duration {
        change { $0.addAfterFailure(key, atLeast: least, now: $1, jitter: .random(in: 0..<1)) } ?? .zero
    }

    /// Forgets that a key has failed.
    public func forget(_ key: ObjectKey) { state.withLockedValue { $0.keys.forget(key) } }

    /// How often a key has failed in a row.
    public func failures(_ key: ObjectKey) -> Int { state.withLockedValue { $0.keys.failures(key) } }

    /// How many keys wait for a worker.
    public var depth: Int { state.withLockedValue { $0.keys.depth } }

    /// How many keys are in work.
    public var inWork: Int { state.withLockedValue { $0.keys.inWork } }

    /// Says that the work on a key is over.
    public func done(_ key: ObjectKey) {
        let now = ContinuousClock.now
        let (worked, handed, wakes) = state.withLockedValue { state in
            let worked = state.keys.done(key, now: now)
            let handed = state.isShutDown ? nil : Self.hand(from: &state, now: now)
            return (worked, handed, Self.isNews(&state) || state.isShutDown)
        }
        if let worked { handles.finished(after: worked) }
        if let handed { resume(handed) }
        if wakes {
            pump.signal()
            ended.signal()
        }
    }

    /// The next key to work on; `nil` once the queue is shut down or the task is cancelled. Each must be followed by ``done(_:)``.
    public func next() async -> ObjectKey? { await nextWork()?.key }

    func nextWork() async -> Work? {
        let now = ContinuousClock.now
        let (taken, ticket, isNews) = state.withLockedValue { state -> (WorkQueueState.Taken?, Int?, Bool) in
            if state.isShutDown || Task.isCancelled { return (nil, nil, false) }
            if let taken = state.keys.take(now: now) { return (taken, nil, Self.isNews(&state)) }
            state.nextTicket += 1
            return (nil, state.nextTicket, false)
        }
        if isNews { pump.signal() }
        if let taken {
            handles.took(after: taken.waited)
            return Work(key: taken.key, priority: taken.priority)
        }
        guard let ticket else { return nil }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let now = ContinuousClock.now
                let (isOver, taken) = state.withLockedValue { state -> (Bool, WorkQueueState.Taken?) in
                    // Asked under the lock: a cancellation from here on finds the continuation and ends the wait.
                    if Task.isCancelled || state.isShutDown { return (true, nil) }
                    if let taken = state.keys.take(now: now) { return (true, taken) }
                    state.waiting.append((ticket, continuation))
                    return (false, nil)
                }
                guard isOver else { return }
                if let taken { handles.took(after: taken.waited) }
                continuation.resume(returning: taken.map { Work(key: $0.key, priority: $0.priority) })
            }
        } onCancel: {
            state.withLockedValue { state -> CheckedContinuation<Work?, Never>? in
                guard let index = state.waiting.firstIndex(where: { $0.ticket == ticket }) else { return nil }
                return state.waiting.remove(at: index).continuation
            }?.resume(returning: nil)
        }
    }

    /// Ends the queue: waiting workers get `nil`, and no key is added or handed out any more. Work goes on until it is done.
    public func shutDown() {
        let waiting = state.withLockedValue { state in
            state.isShutDown = true
            defer { state.waiting.removeAll() }
            return state.waiting
        }
        for waiter in waiting { waiter.continuation.resume(returning: nil) }
        ended.signal()
    }

    /// Ends the queue and waits until the work on every key is done, but no longer than `limit`. For one caller at a time.
    ///
    /// - Returns: whether all work is done.
    public func drain(within limit: Duration) async -> Bool {
        shutDown()
        let deadline = ContinuousClock.now + limit
        while inWork > 0, .now < deadline, !Task.isCancelled { await ended.wait(until: deadline) }
        return inWork == 0
    }

    /// Makes delayed keys ready as they fall due, and tells of the metrics, until the task is cancelled.
    public func run() async {
        var told = ContinuousClock.now - Self.tellingPause
        while !Task.isCancelled {
            let (due, isUntold, isBusy) = state.withLockedValue { state in
                // What falls due after the end stays where it is.
                (state.isShutDown ? nil : state.keys.nextDue, state.isUntold, state.keys.inWork > 0)
            }
            let tells = isUntold ? told + Self.tellingPause : isBusy ? told + Self.updatePause : nil
            await pump.wait(until: [due, tells].compactMap { $0 }.min())
            let now = ContinuousClock.now
            if let due, due <= now { change { $0.advance(to: $1) } }
            if let tells, tells <= now {
                told = now
                tell(now)
            }
        }
        tell(.now)
    }

    private func tell(_ now: ContinuousClock.Instant) {
        let snapshot = state.withLockedValue { state in
            state.isUntold = false
            let unfinished = state.keys.unfinished(at: now)
            return WorkQueueMetrics.Snapshot(
                adds: state.keys.adds, retries: state.keys.retries, depths: state.keys.depths, unfinished: unfinished.total,
                longest: unfinished.longest)
        }
        metrics.withLockedValue { $0.publish(snapshot) }
    }

    // Changes the keys, hands ready ones to waiting workers, and wakes the pump if it has to do something earlier than it knows.
    @discardableResult
    private func change<Result>(_ body: (inout WorkQueueState, ContinuousClock.Instant) -> Result) -> Result? {
        let now = ContinuousClock.now
        var handed: Handed?
        var more: [Handed] = []
        var wakes = false
        let result = state.withLockedValue { state -> Result? in
            guard !state.isShutDown else { return nil }
            let due = state.keys.nextDue
            let result = body(&state.keys, now)
            handed = Self.hand(from: &state, now: now)
            // Rarely more than one: only when several delayed keys fall due.
            while handed != nil, let next = Self.hand(from: &state, now: now) { more.append(next) }
            wakes = Self.isNews(&state) || state.keys.nextDue.map { next in due.map { next < $0 } ?? true } ?? false
            return result
        }
        if let handed { resume(handed) }
        for next in more { resume(next) }
        if wakes { pump.signal() }
        return result
    }

    private struct Handed {
        var taken: WorkQueueState.Taken
        var continuation: CheckedContinuation<Work?, Never>
    }

    private static func hand(from state: inout State, now: ContinuousClock.Instant) -> Handed? {
        guard !state.waiting.isEmpty, let taken = state.keys.take(now: now) else { return nil }
        return Handed(taken: taken, continuation: state.waiting.removeFirst().continuation)
    }

    private func resume(_ handed: Handed) {
        handles.took(after: handed.taken.waited)
        handed.continuation.resume(returning: Work(key: handed.taken.key, priority: handed.taken.priority))
    }

    // Whether the metrics have been up to date until now.
    private static func isNews(_ state: inout State) -> Bool {
        defer { state.isUntold = true }
        return !state.isUntold
    }
}
