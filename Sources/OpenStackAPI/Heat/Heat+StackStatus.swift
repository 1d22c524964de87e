extension Heat {
    /// A stack's or resource's state, Heat's `<ACTION>_<STATUS>`, e.g. `CREATE_IN_PROGRESS`
    /// ([stack status](https://docs.openstack.org/api-ref/orchestration/v1/#stacks)).
    public struct StackStatus: Sendable, Hashable, CustomStringConvertible {
        /// What Heat last did.
        public enum Action: String, Sendable, Hashable, CaseIterable {
            case initialize = "INIT"
            case create = "CREATE"
            case update = "UPDATE"
            case delete = "DELETE"
            case rollback = "ROLLBACK"
            case check = "CHECK"
            case suspend = "SUSPEND"
            case resume = "RESUME"
            case adopt = "ADOPT"
            case snapshot = "SNAPSHOT"
            case restore = "RESTORE"
        }

        /// How far it got.
        public enum Progress: String, Sendable, Hashable, CaseIterable {
            case inProgress = "IN_PROGRESS"
            case complete = "COMPLETE"
            case failed = "FAILED"
        }

        /// The action; nil if it is none that this program knows.
        public let action: Action?
        /// The progress; nil if it is none that this program knows.
        public let progress: Progress?
        /// Heat's own words.
        public let text: String

        /// Reads Heat's own words; never fails, since a newer Heat may know more states.
        public init(_ text: String) {
            self.text = text
            let progress = Progress.allCases.first { text.hasSuffix("_" + $0.rawValue) }
            self.progress = progress
            action = progress.flatMap { Action(rawValue: String(text.dropLast($0.rawValue.count + 1))) }
        }

        /// The state of both parts.
        public init(_ action: Action, _ progress: Progress) {
            self.init("\(action.rawValue)_\(progress.rawValue)")
        }

        /// Whether Heat is at work on it.
        public var isInProgress: Bool { progress == .inProgress }
        /// Whether the last action failed.
        public var isFailed: Bool { progress == .failed }
        /// Whether the stack is gone; Heat goes on showing a deleted stack to who asks by its id.
        public var isGone: Bool { action == .delete && progress == .complete }

        public var description: String { text }
    }
}
