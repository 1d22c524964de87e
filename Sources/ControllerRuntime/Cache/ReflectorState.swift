/// What a reflector does next. Pure: failures and versions go in, steps and pauses come out.
struct ReflectorState: Sendable {
    enum Step: Sendable, Equatable, CustomStringConvertible {
        case list
        case watch(from: String)

        var description: String {
            switch self {
            case .list: "the list"
            case .watch(let version): "the watch from version \(version)"
            }
        }
    }

    private(set) var version: String?
    private(set) var mayListFromCache = true
    private(set) var lastContact: ContinuousClock.Instant?
    private var failures = 0

    var nextStep: Step { version.map { .watch(from: $0) } ?? .list }

    mutating func listed(at version: String) {
        self.version = version
        mayListFromCache = true
        contact()
    }

    mutating func saw(_ version: String?) {
        if let version, !version.isEmpty { self.version = version }
        contact()
        failures = 0
    }

    mutating func succeeded() {
        failures = 0
        contact()
    }

    /// Returns the pause before the next step: doubling from 100 ms to 30 s, of which half is drawn by lot so that a fleet does not
    /// come back in step. An expiry asks for a list at once, from the newest state.
    mutating func failed(expired: Bool, jitter: Double) -> Duration {
        if expired {
            version = nil
            mayListFromCache = false
        }
        failures += 1
        if expired && failures == 1 { return .zero }
        let longest = min(100.0 * Double(1 << min(failures - 1, 9)), 30_000)
        return .milliseconds(longest * (0.5 + jitter / 2))
    }

    private mutating func contact() { lastContact = .now }
}
