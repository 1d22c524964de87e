import Metrics

/// The metrics of a ``WorkQueue``, with the names and labels of client-go and controller-runtime
/// (<https://pkg.go.dev/sigs.k8s.io/controller-runtime/pkg/internal/metrics>). The handles are made once.
struct WorkQueueMetrics: Sendable {
    /// What is told of at intervals rather than at each change.
    struct Snapshot: Sendable {
        var adds = 0
        var retries = 0
        var depths: [(priority: WorkPriority, count: Int)] = []
        var unfinished = Duration.zero
        var longest = Duration.zero
    }

    private let dimensions: [(String, String)]
    // Gauges of priorities are made as these occur, in another task: by the factory that made all the others.
    private let factory: any MetricsFactory
    private let adds: Counter
    private let retries: Counter
    private let waited: Timer
    private let worked: Timer
    private let unfinished: Gauge
    private let longest: Gauge
    private var depths: [WorkPriority: Gauge] = [:]
    private var last = Snapshot()

    init(name: String) {
        factory = MetricsSystem.factory
        dimensions = [("name", name), ("controller", name)]
        adds = Counter(label: "workqueue_adds_total", dimensions: dimensions)
        retries = Counter(label: "workqueue_retries_total", dimensions: dimensions)
        waited = Timer(label: "workqueue_queue_duration_seconds", dimensions: dimensions)
        worked = Timer(label: "workqueue_work_duration_seconds", dimensions: dimensions)
        unfinished = Gauge(label: "workqueue_unfinished_work_seconds", dimensions: dimensions)
        longest = Gauge(label: "workqueue_longest_running_processor_seconds", dimensions: dimensions)
    }

    func took(after wait: Duration) { waited.record(duration: wait) }
    func finished(after work: Duration) { worked.record(duration: work) }

    mutating func publish(_ now: Snapshot) {
        if now.adds > last.adds { adds.increment(by: now.adds - last.adds) }
        if now.retries > last.retries { retries.increment(by: now.retries - last.retries) }
        for depth in now.depths { gauge(depth.priority).record(depth.count) }
        for old in last.depths where !now.depths.contains(where: { $0.priority == old.priority }) { gauge(old.priority).record(0) }
        unfinished.record(now.unfinished / .seconds(1))
        longest.record(now.longest / .seconds(1))
        last = now
    }

    private mutating func gauge(_ priority: WorkPriority) -> Gauge {
        if let gauge = depths[priority] { return gauge }
        let gauge = Gauge(label: "workqueue_depth", dimensions: dimensions + [("priority", "\(priority)")], factory: factory)
        depths[priority] = gauge
        return gauge
    }
}
