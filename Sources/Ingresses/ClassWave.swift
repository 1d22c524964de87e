import KubernetesAPI

/// Which stacks of a changed class may follow it now. Pure: it is computed anew from what the stacks say of themselves, so that any
/// controller, after any crash, comes to the same answer.
public struct ClassWave: Sendable, Hashable {
    /// A stack of the class.
    public struct Stack: Sendable, Hashable {
        /// Its HeatStack.
        public var key: ObjectKey
        /// Whether it is not yet as the class says.
        public var isOutdated: Bool
        /// Since when it is well; nil when it is not.
        public var readySince: Timestamp?
        /// Why it cannot go on, if it cannot.
        public var failure: String?

        /// Makes a stack of its parts.
        public init(key: ObjectKey, isOutdated: Bool, readySince: Timestamp?, failure: String? = nil) {
            self.key = key
            self.isOutdated = isOutdated
            self.readySince = readySince
            self.failure = failure
        }

        /// Reads a HeatStack.
        init(_ heatStack: HeatStack, isOutdated: Bool) {
            let conditions = heatStack.status?.conditions ?? []
            let stalled = conditions["Stalled"].flatMap { $0.status == "True" ? $0.message : nil }
            self.init(
                key: heatStack.key, isOutdated: isOutdated,
                readySince: IngressPlan.isComplete(heatStack) ? conditions["Ready"]?.lastTransitionTime : nil, failure: stalled)
        }
    }

    /// Those that may be changed now.
    public private(set) var granted: Set<ObjectKey> = []
    /// Why the others wait, for people.
    public private(set) var reason = ""
    /// Whether a failure keeps the rest back until somebody mends it.
    public private(set) var isStopped = false

    /// Plans.
    ///
    /// A stack that has the change and fails stops the wave. One that has it and is at work, or well for less than the soak time, takes a
    /// place. Stacks that failed before the change come last: they prove nothing.
    public init(_ stacks: [Stack], pace: ClassRollout, now: Timestamp) {
        let changed = stacks.filter { !$0.isOutdated }
        let progress = "\(changed.count) of the \(stacks.count) stacks that follow the class have its change"
        if let failed = changed.filter({ $0.failure != nil }).min(by: { $0.key < $1.key }) {
            isStopped = true
            reason = "\(progress); the rest is kept back, since HeatStack \(failed.key) has failed with it: \(failed.failure ?? "")"
            return
        }
        let soak = Duration.seconds(max(0, pace.soakSeconds))
        let busy = changed.filter { stack in stack.readySince.map { now.since($0) < soak } ?? true }
        let places = max(0, max(1, pace.maxConcurrent) - busy.count)
        let candidates = stacks.filter { $0.isOutdated && ($0.readySince != nil || $0.failure != nil) }
            .sorted { ($0.failure == nil ? 0 : 1, $0.key) < ($1.failure == nil ? 0 : 1, $1.key) }
        granted = Set(candidates.prefix(places).map(\.key))
        reason = "\(progress), \(busy.count) in work or just done; they follow \(max(1, pace.maxConcurrent)) at a time"
    }

    /// How soon a waiting stack should ask again.
    static let interval: Duration = .seconds(15)
}
