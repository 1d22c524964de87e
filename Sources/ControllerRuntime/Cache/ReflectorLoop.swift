import KubernetesAPI
import KubernetesClient
import Logging

/// Does what ``ReflectorState`` decides. A value: the reflector's task owns it, or the child that reads a watch for it.
struct ReflectorLoop<Object: KubernetesObject>: Sendable {
    /// What came of an action.
    enum Outcome: Sendable {
        case event(ReflectorState.Event)
        /// The state has been told already, and wants this.
        case actions([ReflectorState.Action])
    }

    let reflector: Reflector<Object>
    /// Which of the reflector's namespaces is this one's.
    let part: Int
    let namespace: String?
    var state: ReflectorState
    var undecodable = UndecodableReport()
    var source = StoreSource.list
    private var holdsGate = false
    private var listBegan = ContinuousClock.now

    init(_ reflector: Reflector<Object>, part: Int) {
        self.reflector = reflector
        self.part = part
        self.namespace = reflector.namespaces[part]
        self.state = ReflectorState(timing: reflector.timing)
    }

    /// Runs until the task is cancelled.
    mutating func run() async {
        var actions = state.event(.started)
        while !Task.isCancelled {
            var outcome: Outcome?
            for action in actions { outcome = await perform(action) }
            switch outcome {
            case .event(let event): actions = state.event(event)
            case .actions(let next): actions = next
            case nil: return leaveGate()
            }
        }
        leaveGate()
    }

    /// Performs an action; returns what came of it, `nil` when it is no action that leads on or the task was cancelled.
    mutating func perform(_ action: ReflectorState.Action) async -> Outcome? {
        switch action {
        case .beginList(let afterReset):
            await enterGate()
            if afterReset { reflector.logger.warning("the server's versions have gone back; listing everything anew") }
            source = afterReset ? .listAfterReset : .list
            undecodable.beginList()
            reflector.store.beginList(in: part)
            reflector.metrics.listBegan()
            listBegan = .now
            return nil
        case .endList(let version):
            endList(at: version)
            return nil
        case .stream: return await watch(from: nil)
        case .watch(let version): return await watch(from: version)
        case .list(let inPages): return .event(await list(inPages: inPages))
        case .probe: return .event(await probe())
        case .wait(let pause):
            leaveGate()
            try? await Task.sleep(for: pause)
            return Task.isCancelled ? nil : .event(.waited)
        }
    }

    mutating func endList(at version: String) {
        let store = reflector.store
        store.endList(at: version, in: part, .now) { reflector.synced.open() }
        if undecodable.endList() { publish() }
        reflector.status.withLockedValue { $0.failure = nil }
        reflector.metrics.listEnded(after: .now - listBegan, items: store.count)
        reflector.metrics.reached(ResourceVersion(version)?.number ?? 0)
        leaveGate()
    }

    /// Turns an error into an event, and says it in the log.
    func failed(
        _ error: any Error, as failure: ReflectorFailure? = nil, _ run: ReflectorRun, isInitial: Bool, _ what: String
    ) -> ReflectorState.Event {
        let failure = failure ?? ReflectorFailure(error, isInitial: isInitial)
        let level: Logger.Level =
            switch failure {
            case .expired, .initialEventsRefused, .initialEventsIgnored, .outdated: .debug
            case .lost, .silent: run.isHealthy ? .info : .warning
            default: .warning
            }
        if Task.isCancelled { return .failed(failure, run) }
        reflector.logger.log(level: level, "\(what) ended: \(error); going on")
        if level == .warning { reflector.status.withLockedValue { $0.failure = "\(what) ended: \(error)" } }
        return .failed(failure, run)
    }

    /// Takes note of an object that cannot be read.
    mutating func report(_ object: UndecodableObject) {
        if undecodable.note(object) {
            reflector.logger.error(
                "\(object.key) cannot be read and is passed over: \(object.problem)", metadata: ["object": "\(object.key)"])
            for handler in reflector.undecodableHandlers.withLockedValue({ $0 }) { handler(object) }
        }
        publish()
    }

    /// Takes note that an object can be read again, or is gone.
    mutating func resolve(_ key: ObjectKey) {
        if undecodable.resolve(key) { publish() }
    }

    private func publish() {
        let objects = undecodable.objects
        let count = reflector.status.withLockedValue { status in
            status.undecodable[part] = objects
            return status.undecodable.values.reduce(0) { $0 + $1.count }
        }
        reflector.metrics.cannotDecode(count)
    }

    private mutating func enterGate() async {
        if holdsGate { return }
        holdsGate = (try? await reflector.lists.enter()) != nil
    }

    private mutating func leaveGate() {
        if holdsGate { reflector.lists.leave() }
        holdsGate = false
    }
}
