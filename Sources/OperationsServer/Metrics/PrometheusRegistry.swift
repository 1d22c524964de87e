import CoreMetrics
import NIOConcurrencyHelpers

/// The backend of swift-metrics that Prometheus reads: names and labels as the callers give them, timers in seconds.
///
/// Install it once a process by ``bootstrap(descriptions:buildInfo:)``, before anything that measures is made, and serve it by an
/// ``OperationsServer``. A metric of which a ``MetricDescription`` is known gets its help text and buckets.
/// See <https://prometheus.io/docs/instrumenting/exposition_formats/>.
public final class PrometheusRegistry: MetricsFactory, Sendable {
    /// Reads numbers when they are asked for.
    public typealias Collector = @Sendable () -> [MetricSample]

    private struct State {
        var families: [String: MetricFamily] = [:]
        var collectors: [Collector] = []
    }

    private let descriptions: [String: MetricDescription]
    private let seriesLimit: Int
    private let state = NIOLockedValueBox(State())

    /// Makes an empty registry.
    ///
    /// - Parameters:
    ///   - descriptions: what is known of metrics.
    ///   - seriesLimit: how many combinations of labels one metric may have; more are counted in `metrics_dropped_total` only, so that a
    ///     label with endless values costs no endless memory.
    public init(descriptions: [MetricDescription] = MetricDescription.known, seriesLimit: Int = 2000) {
        self.descriptions = Dictionary((descriptions + [MetricDescription.dropped]).map { ($0.name, $0) }, uniquingKeysWith: { $1 })
        self.seriesLimit = seriesLimit
    }

    /// Makes the registry of this process, with the numbers of the process itself, and hands it to swift-metrics.
    ///
    /// - Parameters:
    ///   - descriptions: of the program's own metrics.
    ///   - buildInfo: which program this is; shown as the labels of its metric, whose value is 1.
    public static func bootstrap(descriptions: [MetricDescription] = [], buildInfo: MetricSample? = nil) -> PrometheusRegistry {
        let registry = PrometheusRegistry(descriptions: MetricDescription.known + descriptions)
        registry.collect { ProcessMetrics.samples() }
        if let buildInfo { registry.collect { [buildInfo] } }
        MetricsSystem.bootstrap(registry)
        return registry
    }

    /// Shows what a collector reads, too. It is asked at each scrape and must be quick.
    public func collect(_ collector: @escaping Collector) {
        state.withLockedValue { $0.collectors.append(collector) }
    }

    /// All metrics in Prometheus' text format, sorted.
    public func text() -> String {
        let (families, collectors) = state.withLockedValue { ($0.families, $0.collectors) }
        var shown = families
        for sample in collectors.flatMap({ $0() }) {
            let name = MetricLabels.name(sample.description.name)
            let series = MetricSeries(kind: sample.description.kind, buckets: [])
            series.set(sample.value)
            shown[name, default: MetricFamily(description: sample.description)].series[
                MetricLabels(sample.labels.map { ($0.key, $0.value) })] = series
        }
        return shown.sorted { $0.key < $1.key }.map { $0.value.text(name: $0.key) }.joined()
    }

    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        series(label, dimensions, .counter)
    }

    public func makeFloatingPointCounter(label: String, dimensions: [(String, String)]) -> any FloatingPointCounterHandler {
        series(label, dimensions, .counter)
    }

    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        series(label, dimensions, .gauge)
    }

    public func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        series(label, dimensions, aggregate ? .histogram : .gauge)
    }

    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        series(label, dimensions, .histogram)
    }

    // Handlers come and go with each measurement here; what they counted stays.
    public func destroyCounter(_ handler: any CounterHandler) {}
    public func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
    public func destroyMeter(_ handler: any MeterHandler) {}
    public func destroyRecorder(_ handler: any RecorderHandler) {}
    public func destroyTimer(_ handler: any TimerHandler) {}

    private func series(_ label: String, _ dimensions: [(String, String)], _ kind: MetricKind) -> MetricSeries {
        let name = MetricLabels.name(label)
        let labels = MetricLabels(dimensions)
        return state.withLockedValue { state in
            if let series = state.families[name]?.series[labels], series.kind == kind { return series }
            let known = descriptions[name].flatMap { $0.kind == kind ? $0 : nil } ?? MetricDescription(name, kind, help: "")
            let series = MetricSeries(kind: kind, buckets: known.buckets)
            let family = state.families[name] ?? MetricFamily(description: known)
            // One name is of one kind; what comes as another is measured, but not shown.
            guard family.description.kind == kind else { return series }
            guard family.series.count < seriesLimit else {
                count(dropped: name, in: &state)
                return series
            }
            state.families[name, default: family].series[labels] = series
            return series
        }
    }

    private func count(dropped name: String, in state: inout State) {
        let labels = MetricLabels([("metric", name)])
        var family = state.families[MetricDescription.dropped.name] ?? MetricFamily(description: MetricDescription.dropped)
        let series = family.series[labels] ?? MetricSeries(kind: .counter, buckets: [])
        series.increment(by: 1.0)
        family.series[labels] = series
        state.families[MetricDescription.dropped.name] = family
    }
}
