/// How a list or a watch went.
struct ReflectorRun: Sendable, Equatable {
    /// How long it lasted.
    var duration: Duration = .zero
    /// How many events and bookmarks came.
    var lines = 0
    /// The newest version that came, if any.
    var version: String?
    /// A lot, `0..<1`.
    var jitter = Double.random(in: 0..<1)

    /// Whether the server served it, as opposed to closing it at once.
    var isHealthy: Bool { lines > 0 || duration >= .seconds(1) }
}
