import CoreMetrics
import NIOConcurrencyHelpers

/// The numbers of one series.
final class MetricSeries: CounterHandler, FloatingPointCounterHandler, MeterHandler, RecorderHandler, TimerHandler {
    private struct State {
        var value = 0.0
        var count: UInt64 = 0
        /// How many values fell into each bucket, and above all.
        var buckets: [UInt64]
    }

    let kind: MetricKind
    private let bounds: [Double]
    private let state: NIOLockedValueBox<State>

    /// - Parameter buckets: the upper bounds of a histogram's buckets, ascending.
    init(kind: MetricKind, buckets: [Double]) {
        self.kind = kind
        self.bounds = kind == .histogram ? buckets : []
        state = NIOLockedValueBox(State(buckets: Array(repeating: 0, count: kind == .histogram ? buckets.count + 1 : 0)))
    }

    func increment(by amount: Int64) { increment(by: Double(amount)) }
    func increment(by amount: Double) { state.withLockedValue { $0.value += amount } }
    func decrement(by amount: Double) { increment(by: -amount) }
    func set(_ value: Int64) { set(Double(value)) }
    func set(_ value: Double) { state.withLockedValue { $0.value = value } }
    func reset() { set(0.0) }
    func record(_ value: Int64) { record(Double(value)) }
    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }

    func record(_ value: Double) {
        guard kind == .histogram else { return set(value) }
        let index = bounds.firstIndex { value <= $0 } ?? bounds.count
        state.withLockedValue { state in
            state.value += value
            state.count += 1
            state.buckets[index] += 1
        }
    }

    /// The lines of the series in Prometheus' text format.
    func lines(name: String, labels: MetricLabels) -> String {
        let state = state.withLockedValue { $0 }
        guard kind == .histogram else { return "\(name)\(labels.braced()) \(Self.number(state.value))\n" }
        var text = ""
        var sum: UInt64 = 0
        for (bound, count) in zip(bounds.map(Self.number) + ["+Inf"], state.buckets) {
            sum += count
            text += "\(name)_bucket\(labels.braced(adding: "le=\"\(bound)\"")) \(sum)\n"
        }
        text += "\(name)_sum\(labels.braced()) \(Self.number(state.value))\n"
        return text + "\(name)_count\(labels.braced()) \(state.count)\n"
    }

    private static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
        return Int64(exactly: value).map { String($0) } ?? String(value)
    }
}
