import Metrics

/// The metrics of a reflector, under client-go's names.
struct ReflectorMetrics: Sendable {
    private let lists: Counter
    private let listDuration: Metrics.Timer
    private let itemsPerList: Recorder
    private let watches: Counter
    private let shortWatches: Counter
    private let watchDuration: Metrics.Timer
    private let itemsPerWatch: Recorder
    private let lastVersion: Gauge
    private let undecodable: Gauge

    init(name: String) {
        let labels = [("name", name)]
        lists = Counter(label: "reflector_lists_total", dimensions: labels)
        listDuration = Metrics.Timer(label: "reflector_list_duration_seconds", dimensions: labels)
        itemsPerList = Recorder(label: "reflector_items_per_list", dimensions: labels)
        watches = Counter(label: "reflector_watches_total", dimensions: labels)
        shortWatches = Counter(label: "reflector_short_watches_total", dimensions: labels)
        watchDuration = Metrics.Timer(label: "reflector_watch_duration_seconds", dimensions: labels)
        itemsPerWatch = Recorder(label: "reflector_items_per_watch", dimensions: labels)
        lastVersion = Gauge(label: "reflector_last_resource_version", dimensions: labels)
        undecodable = Gauge(label: "reflector_undecodable_objects", dimensions: labels)
    }

    func listBegan() { lists.increment() }

    func listEnded(after duration: Duration, items: Int) {
        listDuration.record(duration: duration)
        itemsPerList.record(items)
    }

    func watchBegan() { watches.increment() }

    func watchEnded(_ run: ReflectorRun) {
        watchDuration.record(duration: run.duration)
        itemsPerWatch.record(run.lines)
        if run.lines == 0, run.duration < .seconds(1) { shortWatches.increment() }
    }

    func reached(_ version: UInt64) {
        if version != 0 { lastVersion.record(Double(version)) }
    }

    func cannotDecode(_ count: Int) { undecodable.record(count) }
}
