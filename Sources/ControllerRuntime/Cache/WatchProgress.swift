import KubernetesAPI

/// How far a watch has come.
struct WatchProgress: Sendable {
    /// Whether the initial events are still coming.
    private(set) var isInitial: Bool
    /// The version after which events count, 0 where versions have no order.
    private(set) var floor: UInt64
    /// The newest version that came, 0 for none.
    private(set) var number: UInt64 = 0
    /// How many events and bookmarks came.
    var lines = 0
    private var text: String?

    /// - Parameter version: where the watch begins; `nil` begins with the present state.
    init(from version: String?) {
        self.isInitial = version == nil
        self.floor = version.flatMap { ResourceVersion($0) }?.number ?? 0
    }

    mutating func initialEventsEnded(at version: String) {
        isInitial = false
        floor = ResourceVersion(version)?.number ?? 0
    }

    mutating func reached(_ number: UInt64, _ text: String?) {
        if number != 0 {
            self.number = max(self.number, number)
        } else if let text, !text.isEmpty {
            self.text = text
        }
    }

    func run(since began: ContinuousClock.Instant) -> ReflectorRun {
        ReflectorRun(duration: .now - began, lines: lines, version: number == 0 ? text : String(number))
    }
}
