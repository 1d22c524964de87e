import KubernetesAPI

/// What a reflector does next. Pure: what happened goes in, what to do comes out, the last action being the one that leads to the next event.
///
/// A collection is listed once, by a watch that begins with the present state (KEP-3157) or page by page where the server has no such watch, and
/// then watched from one version to the next, over lost connections too. It is listed again only when its version has expired, or when
/// the server's versions have gone back.
///
/// No list is for version 0, the server's cache, not even the first: that may be older by any length of time than what an earlier process has
/// seen, written or handed to others, and comes in one piece, since it knows no pages.
/// See <https://kubernetes.io/docs/reference/using-api/api-concepts/#semantics-for-get-and-list>.
struct ReflectorState: Sendable {
    enum Action: Sendable, Equatable {
        /// What comes from now on is a new list; `afterReset` when the server's versions have gone back.
        case beginList(afterReset: Bool)
        /// List by a watch with initial events, which goes on as an ordinary watch.
        case stream
        /// List page by page, or, where page tokens expire again and again, whole.
        case list(inPages: Bool)
        /// The list is over, and was true at that version.
        case endList(version: String)
        /// Ask for the present version of the collection.
        case probe
        case watch(from: String)
        case wait(Duration)
    }

    enum Event: Sendable, Equatable {
        case started
        /// Every page has come.
        case listed(version: String)
        /// The initial events have come.
        case initialEventsEnded(version: String)
        case probed(version: String)
        /// The server has ended the watch, as it was asked to or not.
        case ended(ReflectorRun)
        case failed(ReflectorFailure, ReflectorRun)
        case waited
    }

    private enum Phase: Sendable, Equatable { case idle, streaming, listing, probing, watching }

    let timing: ReflectorTiming
    /// The version from which the next watch begins; `nil` when there has to be a list first.
    private(set) var version: String?
    /// Whether the server has refused initial events.
    private(set) var lacksInitialEvents = false
    /// Whether a watch that sends something outdated has been proved harmless: the server repeats itself.
    private(set) var repeatsItself = false
    private var phase = Phase.idle
    private var newest: ResourceVersion?
    private var isAfterReset = false
    private var wantsProbe = false
    private var streamFailures = 0
    private var expiries = 0
    private var brokenPages = 0
    private var tooLarge = 0
    private var malformed = 0
    private var silentStreams = 0
    private var backoff: ReflectorBackoff

    init(timing: ReflectorTiming = ReflectorTiming()) {
        self.timing = timing
        self.backoff = ReflectorBackoff(first: timing.firstBackoff, longest: timing.longestBackoff)
    }

    mutating func event(_ event: Event) -> [Action] {
        switch event {
        case .started, .waited: return resume()
        case .listed(let version):
            brokenPages = 0
            return listed(at: version) { [.endList(version: version)] + $0.watch(from: version) }
        case .initialEventsEnded(let version):
            return listed(at: version) { state in
                state.phase = .watching
                return [.endList(version: version)]
            }
        case .probed(let version): return probed(version)
        case .ended(let run): return ended(run)
        case .failed(let failure, let run): return failed(failure, run)
        }
    }

    private mutating func resume() -> [Action] {
        guard let version else { return list() }
        if wantsProbe, newest != nil {
            phase = .probing
            return [.probe]
        }
        return watch(from: version)
    }

    private mutating func watch(from version: String) -> [Action] {
        phase = .watching
        return [.watch(from: version)]
    }

    private mutating func list() -> [Action] {
        version = nil
        wantsProbe = false
        if lacksInitialEvents || streamFailures >= 2 {
            phase = .listing
            return [.beginList(afterReset: isAfterReset), .list(inPages: brokenPages < 2)]
        }
        phase = .streaming
        return [.beginList(afterReset: isAfterReset), .stream]
    }

    private mutating func listed(at version: String, _ proceed: (inout Self) -> [Action]) -> [Action] {
        let number = ResourceVersion(version)
        let wentBack = number.map { number in newest.map { number < $0 } ?? false } ?? false
        if wentBack, !isAfterReset {
            // Equal versions may now be different contents, so what has come is not enough.
            isAfterReset = true
            return list()
        }
        self.version = version
        newest = number
        isAfterReset = false
        wantsProbe = false
        streamFailures = 0
        tooLarge = 0
        malformed = 0
        return proceed(&self)
    }

    private mutating func probed(_ text: String) -> [Action] {
        if let number = ResourceVersion(text), let newest, number < newest {
            isAfterReset = true
            repeatsItself = false
            return list()
        }
        return unprobed()
    }

    private mutating func unprobed() -> [Action] {
        wantsProbe = false
        return resume()
    }

    private mutating func ended(_ run: ReflectorRun) -> [Action] {
        if phase == .streaming { return failed(.lost, run) }
        let hasAdvanced = note(run)
        if !hasAdvanced, run.duration < min(.seconds(1), timing.watchTimeout / 2) { return failed(.cutShort, run) }
        return resume()
    }

    private mutating func failed(_ failure: ReflectorFailure, _ run: ReflectorRun) -> [Action] {
        let was = phase
        _ = note(run)
        switch failure {
        case .initialEventsRefused, .initialEventsIgnored:
            lacksInitialEvents = true
            return list()
        case .forbidden where was == .streaming:
            // It may be allowed to list, though not to watch.
            streamFailures = 2
            return list()
        case .silent where was == .streaming:
            // Either the network, or a server that ignores the option: it would wait for changes now.
            silentStreams += 1
            lacksInitialEvents = silentStreams >= 2
            streamFailures = 2
            return list()
        case .forbidden where was == .probing: return unprobed()
        case .expired:
            version = nil
            expiries += 1
            if was == .listing { brokenPages += 1 }
            if expiries == 1, was == .listing { return list() }
            // A server that has just started has no history: every watch of a fleet expires within moments.
            if expiries == 1 { return [.wait(timing.relistSpread * run.jitter)] }
        case .versionTooLarge:
            tooLarge += 1
            if tooLarge >= 3 { version = nil }
        case .malformed:
            malformed += 1
            if malformed >= 2 { version = nil }
        case .outdated: repeatsItself = true
        default: break
        }
        if was == .streaming, version == nil { streamFailures += 1 }
        if failure.mayBeRestart { wantsProbe = true }
        if was == .watching, backoff.isFresh, run.isHealthy, failure.retryAfter == nil {
            return [.wait(backoff.quick(timing.quickRetry, jitter: run.jitter))]
        }
        return [.wait(backoff.next(jitter: run.jitter, atLeast: failure.retryAfter))]
    }

    /// Takes over how far a watch came; returns whether that is further than before.
    private mutating func note(_ run: ReflectorRun) -> Bool {
        if phase == .watching, run.duration >= timing.healthyAfter {
            backoff.reset()
            expiries = 0
            tooLarge = 0
            malformed = 0
        }
        guard phase == .watching, version != nil, let reached = run.version, reached != version else { return false }
        if let number = ResourceVersion(reached) {
            if let newest, number <= newest { return false }
            newest = number
        }
        version = reached
        expiries = 0
        return true
    }
}
