/// How patient a ``Reflector`` is. The defaults are right for a cluster; tests want shorter ones.
public struct ReflectorTiming: Sendable, Hashable {
    /// After how long the server is asked to end a watch; each watch takes once to twice of it, so that those of a fleet do not end together.
    public var watchTimeout: Duration
    /// The pause after a first failure. Each further one is drawn between it and three times the pause before.
    public var firstBackoff: Duration
    /// The longest pause.
    public var longestBackoff: Duration
    /// The longest pause before a watch that had been healthy is begun anew.
    public var quickRetry: Duration
    /// Over how long the lists are spread that follow on an expired version: each waits for a part of it, by lot. A watch that can go on does not.
    public var relistSpread: Duration
    /// How long a watch must last so that earlier failures are forgotten.
    public var healthyAfter: Duration
    /// How long a server may be silent amid the initial events of a watch before the collection is listed page by page instead.
    public var initialEventsSilence: Duration
    /// How long a watch may be silent before it counts as lost. A server sends a bookmark about once a minute.
    public var watchSilence: Duration
    /// How many objects a page of a list holds.
    public var pageSize: Int

    /// The defaults: client-go's pauses, 800 ms to 30 s, watches of 5 to 10 minutes, and lists after an expired version within a second.
    public init(
        watchTimeout: Duration = .seconds(300), firstBackoff: Duration = .milliseconds(800), longestBackoff: Duration = .seconds(30),
        quickRetry: Duration = .milliseconds(200), healthyAfter: Duration = .seconds(10), initialEventsSilence: Duration = .seconds(10),
        watchSilence: Duration = .seconds(150), pageSize: Int = 500, relistSpread: Duration = .seconds(1)
    ) {
        self.watchTimeout = watchTimeout
        self.firstBackoff = firstBackoff
        self.longestBackoff = longestBackoff
        self.quickRetry = quickRetry
        self.healthyAfter = healthyAfter
        self.initialEventsSilence = initialEventsSilence
        self.watchSilence = watchSilence
        self.pageSize = pageSize
        self.relistSpread = relistSpread
    }
}
