/// What tests have asked of every watch.
struct WatchTuning: Sendable {
    /// How many events from before its version a new watch repeats.
    var repeats = 0
    /// Whether the repeated events come newest first.
    var isReordered = false
    /// How late events arrive.
    var delay: Duration = .zero
}
