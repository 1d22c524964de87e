/// What is known of a metric before it is measured: what it means, its labels, and the buckets of a histogram.
public struct MetricDescription: Sendable, Hashable {
    /// The name, `workqueue_depth`.
    public var name: String
    /// What it is.
    public var kind: MetricKind
    /// The names of its labels.
    public var labels: Set<String>
    /// What it means, one sentence; shown as its `HELP`.
    public var help: String
    /// The upper bounds of a histogram's buckets, ascending; the one for everything above is added.
    public var buckets: [Double]

    /// Makes a description.
    public init(_ name: String, _ kind: MetricKind, labels: Set<String> = [], buckets: [Double] = durationBuckets, help: String) {
        self.name = name
        self.kind = kind
        self.labels = labels
        self.help = help
        self.buckets = buckets
    }

    /// From 5 ms to a minute, as controller-runtime has them for reconciles, seconds; for every histogram that says nothing else.
    public static let durationBuckets = [
        0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.25, 1.5, 1.75, 2, 2.5, 3, 3.5,
        4, 4.5, 5, 6, 7, 8, 9, 10, 15, 20, 25, 30, 40, 50, 60,
    ]
    /// Powers of ten from 10 ns to 1,000 s, as client-go has them for its queues, seconds.
    public static let wideBuckets = [1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1, 10, 100, 1000]
    /// From 5 ms to a minute, as client-go has them for requests, seconds.
    public static let requestBuckets = [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60]
    /// From 64 bytes to 16 MiB, as client-go has them for bodies.
    public static let sizeBuckets: [Double] = [64, 256, 512, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216]
}
