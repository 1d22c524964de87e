/// What a metric is to Prometheus; see <https://prometheus.io/docs/concepts/metric_types/>.
public enum MetricKind: String, Sendable, Hashable {
    /// A number that only grows, but for restarts.
    case counter
    /// A number that goes up and down.
    case gauge
    /// How many values fell into each of several buckets, their number and their sum.
    case histogram
}
