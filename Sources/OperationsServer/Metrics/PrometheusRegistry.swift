import CoreMetrics
import NIOConcurrencyHelpers

/// The backend of swift-metrics that Prometheus reads: names and labels as the callers give them, timers in seconds.
///
/// See <https://prometheus.io/docs/instrumenting/exposition_formats/>. Install it once a process by `MetricsSystem.bootstrap(_:)`.
public final class PrometheusRegistry: MetricsFactory, Sendable {
    /// The upper bounds of histogram buckets, in seconds; controller-runtime's for reconciles.
    public static let buckets = [
        0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.25, 1.5, 1.75, 2, 2.5, 3, 3.5,
        4, 4.5, 5, 6, 7, 8, 9, 10, 15, 20, 25, 30, 40, 50, 60,
    ]

    private struct Family {
        var kind: MetricKind
        var series: [MetricLabels: MetricSeries] = [:]
    }

    private let families = NIOLockedValueBox<[String: Family]>([:])

    /// Makes an empty registry.
    public init() {}

    /// All metrics in Prometheus' text format, sorted.
    public func text() -> String {
        let families = families.withLockedValue { $0 }
        var text = ""
        for (name, family) in families.sorted(by: { $0.key < $1.key }) {
            text += "# TYPE \(name) \(family.kind.rawValue)\n"
            for (labels, series) in family.series.sorted(by: { $0.key < $1.key }) {
                text += series.lines(name: name, labels: labels)
            }
        }
        return text
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
        return families.withLockedValue { families in
            if let family = families[name] {
                // One name is of one kind; what comes as another is measured, but not shown.
                guard family.kind == kind else { return MetricSeries(kind: kind) }
                if let series = family.series[labels] { return series }
            }
            let series = MetricSeries(kind: kind)
            families[name, default: Family(kind: kind)].series[labels] = series
            return series
        }
    }
}
