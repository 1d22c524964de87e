import KubernetesAPI

/// When a cache of discovery asks the server again. Pure: it is told the time.
struct DiscoveryCacheState {
    private let pause: Duration
    private var last: ContinuousClock.Instant?
    private(set) var mapper: RESTMapper?
    private(set) var problems: [String: String] = [:]

    /// - Parameter pause: how long a miss is not looked into again after an answer.
    init(pause: Duration) { self.pause = pause }

    /// Whether to ask the server because something was not found.
    func mustAsk(now: ContinuousClock.Instant) -> Bool { last.map { now - $0 >= pause } ?? true }

    mutating func received(_ discovery: APIDiscovery, now: ContinuousClock.Instant) {
        mapper = RESTMapper(discovery)
        problems = discovery.problems
        last = now
    }

    mutating func forget() { last = nil }
}
