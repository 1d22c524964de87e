import CoreMetrics
import NIOConcurrencyHelpers

/// Remembers every metric by name and sorted labels.
final class RecordedMetrics: MetricsFactory, Sendable {
    private struct State {
        var values: [String: Double] = [:]
        var counts: [String: Int] = [:]
        var changes = 0
    }

    private final class Series: CounterHandler, RecorderHandler, TimerHandler {
        let name: String
        let metrics: RecordedMetrics
        let adds: Bool

        init(_ label: String, _ dimensions: [(String, String)], _ metrics: RecordedMetrics, adds: Bool) {
            let labels = dimensions.sorted { $0.0 < $1.0 }.map { "\($0.0)=\($0.1)" }.joined(separator: ",")
            name = "\(label){\(labels)}"
            self.metrics = metrics
            self.adds = adds
        }

        func increment(by amount: Int64) { record(Double(amount)) }
        func reset() {}
        func record(_ value: Int64) { record(Double(value)) }
        func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }

        func record(_ value: Double) {
            metrics.state.withLockedValue { state in
                state.values[name] = adds ? (state.values[name] ?? 0) + value : value
                state.counts[name, default: 0] += 1
                state.changes += 1
            }
        }
    }

    private let state = NIOLockedValueBox(State())

    /// The value of a series, `name{label=value,...}`.
    subscript(series: String) -> Double? { state.withLockedValue { $0.values[series] } }

    /// How often a series was recorded.
    func count(_ series: String) -> Int { state.withLockedValue { $0.counts[series] ?? 0 } }

    /// How often any was.
    var changes: Int { state.withLockedValue { $0.changes } }

    func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler { Series(label, dimensions, self, adds: true) }
    func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        Series(label, dimensions, self, adds: false)
    }
    func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler { Series(label, dimensions, self, adds: false) }
    func destroyCounter(_ handler: any CounterHandler) {}
    func destroyRecorder(_ handler: any RecorderHandler) {}
    func destroyTimer(_ handler: any TimerHandler) {}
}
