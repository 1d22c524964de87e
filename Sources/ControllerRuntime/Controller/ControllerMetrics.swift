import Metrics

/// The metrics of a ``Controller``, with controller-runtime's names and labels
/// (<https://book.kubebuilder.io/reference/metrics-reference>). The handles are made once.
struct ControllerMetrics: Sendable {
    /// How a reconcile ended.
    enum Outcome: Int, Sendable {
        case success
        case requeueAfter
        case error
    }

    private let totals: [Counter]
    let errors: Counter
    let terminalErrors: Counter
    let timeouts: Counter
    let panics: Counter
    /// Keys put off because a cache had not yet seen what their last reconcile wrote.
    let deferrals: Counter
    /// Keys reconciled all the same since a cache had still not seen it after a while.
    let staleReads: Counter
    private let time: Timer
    private let active: Gauge

    init(controller: String, workers: Int) {
        let name = [("controller", controller)]
        func counter(_ label: String, _ dimensions: [(String, String)] = []) -> Counter {
            let counter = Counter(label: "controller_runtime_\(label)", dimensions: name + dimensions)
            // So that it is there before it counts anything.
            counter.increment(by: 0)
            return counter
        }
        totals = ["success", "requeue_after", "error"].map { counter("reconcile_total", [("result", $0)]) }
        errors = counter("reconcile_errors_total")
        terminalErrors = counter("terminal_reconcile_errors_total")
        timeouts = counter("reconcile_timeouts_total")
        panics = counter("reconcile_panics_total")
        deferrals = counter("stale_cache_deferrals_total")
        staleReads = counter("stale_cache_timeouts_total")
        time = Timer(label: "controller_runtime_reconcile_time_seconds", dimensions: name)
        active = Gauge(label: "controller_runtime_active_workers", dimensions: name)
        active.record(0)
        Gauge(label: "controller_runtime_max_concurrent_reconciles", dimensions: name).record(workers)
    }

    func ended(_ outcome: Outcome, after duration: Duration) {
        totals[outcome.rawValue].increment()
        if outcome == .error { errors.increment() }
        time.record(duration: duration)
    }

    func working(_ count: Int) { active.record(count) }
}
