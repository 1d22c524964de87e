/// The state of a list of steps, and its text at a given moment. Pure: the display only prints what comes out.
public struct ProgressList: Sendable, Hashable {
    /// How far a step is.
    public enum State: Sendable, Hashable {
        /// Not begun.
        case waiting
        /// Begun at this offset from the list's start.
        case running(since: Duration)
        /// Ended well after this time.
        case done(after: Duration)
        /// Ended with an error after this time.
        case failed(after: Duration)
    }

    /// One line.
    public struct Step: Sendable, Hashable {
        /// What is done, in a few words.
        public let name: String
        /// How far it is.
        public var state: State
        /// A few words on what happens just now, or came out.
        public var detail: String
    }

    /// All lines in order.
    public private(set) var steps: [Step] = []

    /// An empty list.
    public init() {}

    /// Adds a line that waits.
    public mutating func add(_ name: String) { steps.append(Step(name: name, state: .waiting, detail: "")) }

    /// Marks a step as begun.
    public mutating func begin(_ name: String, at now: Duration) { change(name) { $0.state = .running(since: now) } }

    /// Says what a running step does now.
    public mutating func note(_ name: String, _ detail: String) { change(name) { $0.detail = detail } }

    /// Marks a step as ended.
    public mutating func end(_ name: String, at now: Duration, failed: Bool = false) {
        change(name) { step in
            var begun = now
            if case .running(let since) = step.state { begun = since }
            step.state = failed ? .failed(after: now - begun) : .done(after: now - begun)
        }
    }

    /// The text of one line.
    ///
    /// - Parameter spinner: Picture of a running step; the display turns it.
    public func line(_ step: Step, at now: Duration, spinner: String = "..", width: Int = 100) -> String {
        let (mark, time): (String, String) =
            switch step.state {
            case .waiting: ("  ", "")
            case .running(let since): (spinner, Self.seconds(now - since))
            case .done(let after): ("ok", Self.seconds(after))
            case .failed(let after): ("!!", Self.seconds(after))
            }
        let name = step.name + String(repeating: " ", count: max(1, 46 - step.name.count))
        let elapsed = String(repeating: " ", count: max(0, 7 - time.count)) + time
        let text = "  \(mark) \(name)\(elapsed)" + (step.detail.isEmpty ? "" : "  \(step.detail)")
        return String(text.prefix(width))
    }

    /// Seconds with one decimal, as `12.3 s`.
    public static func seconds(_ duration: Duration) -> String {
        let parts = duration.components
        let tenths = parts.seconds * 10 + parts.attoseconds / 100_000_000_000_000_000
        return "\(tenths / 10).\(tenths % 10) s"
    }

    private mutating func change(_ name: String, _ body: (inout Step) -> Void) {
        guard let index = steps.lastIndex(where: { $0.name == name }) else { return }
        body(&steps[index])
    }
}
