/// One number that is read when it is asked for, not counted: what a collector of ``PrometheusRegistry/collect(_:)`` returns.
public struct MetricSample: Sendable, Hashable {
    /// What it is a sample of.
    public var description: MetricDescription
    /// Its labels.
    public var labels: [String: String]
    /// Its value.
    public var value: Double

    /// Makes a sample.
    public init(_ description: MetricDescription, labels: [String: String] = [:], value: Double) {
        self.description = description
        self.labels = labels
        self.value = value
    }
}
