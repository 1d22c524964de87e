import KubernetesAPI
import OpenStackAPI

/// Everything that a plan is made from.
public struct HeatStackSituation: Sendable, Hashable {
    /// A call that was sent and whose effect Heat may not show yet.
    public struct SentCall: Sendable, Hashable {
        /// What was sent.
        public enum Kind: String, Sendable, Hashable {
            case create
            /// A create of which no answer came.
            case createInDoubt
            case update
            case delete
            case cancel
        }

        /// What was sent.
        public var kind: Kind
        /// How long ago.
        public var age: Duration
        /// The status and the time of the last update as they were before.
        public var before: Fingerprint?

        /// Makes a call.
        public init(_ kind: Kind, age: Duration, before: Fingerprint? = nil) {
            self.kind = kind
            self.age = age
            self.before = before
        }
    }

    /// What tells one state of a stack from the next.
    public struct Fingerprint: Sendable, Hashable {
        /// The status.
        public var status: Heat.StackStatus
        /// When the last update began.
        public var updatedTime: OpenStackTimestamp?

        /// The fingerprint of a stack.
        public init(_ stack: Heat.Stack) {
            status = stack.status
            updatedTime = stack.updatedTime
        }
    }

    /// What is known of the stack that `spec.adopt` names.
    public enum Adoption: Sendable, Hashable {
        /// None is named, or it has been taken over already.
        case none
        /// It is there and free.
        case free(Heat.Stack)
        /// It carries the tag of another HeatStack that exists.
        case taken(Heat.Stack, owner: String)
        /// There is none of that id or name.
        case missing
    }

    /// How the stack is named and marked.
    public var rule: StackIdentityRule
    /// Whether the object is being deleted.
    public var isBeingDeleted: Bool
    /// The stack's id as the status has it.
    public var knownID: String?
    /// The stacks of our name that exist.
    public var stacks: [Heat.Stack]
    /// The last call of this process.
    public var sent: SentCall?
    /// How long ago the status said that a create is about to be sent, if it says so and knows no id.
    public var createIntentAge: Duration?
    /// How often in a row repairing has been tried.
    public var attempts: Int
    /// How long the present failure has been seen.
    public var failureAge: Duration
    /// How long the present work of Heat has been seen.
    public var progressAge: Duration
    /// After how long Heat gives its work up, where that is known.
    public var timeLimit: Duration?
    /// What becomes of the stack with the object.
    public var deletionPolicy: HeatStackSpec.DeletionPolicy
    /// Whether nothing is to be sent to Heat but the deletion.
    public var isSuspended: Bool
    /// The stack that is to be taken over.
    public var adoption: Adoption
    /// Whether somebody asked for another try.
    public var isRetryRequested: Bool
    /// Why the creation failed, if it did.
    public var cause: FailureCause?
    /// How often in a row the creation was tried.
    public var createAttempts: Int

    /// Makes a situation.
    public init(
        rule: StackIdentityRule, isBeingDeleted: Bool = false, knownID: String? = nil, stacks: [Heat.Stack] = [], sent: SentCall? = nil,
        createIntentAge: Duration? = nil, attempts: Int = 0, failureAge: Duration = .zero, progressAge: Duration = .zero,
        timeLimit: Duration? = nil,
        deletionPolicy: HeatStackSpec.DeletionPolicy = .delete, isSuspended: Bool = false, adoption: Adoption = .none,
        isRetryRequested: Bool = false, cause: FailureCause? = nil, createAttempts: Int = 0
    ) {
        self.rule = rule
        self.isBeingDeleted = isBeingDeleted
        self.knownID = knownID
        self.stacks = stacks
        self.sent = sent
        self.createIntentAge = createIntentAge
        self.attempts = attempts
        self.failureAge = failureAge
        self.progressAge = progressAge
        self.timeLimit = timeLimit
        self.deletionPolicy = deletionPolicy
        self.isSuspended = isSuspended
        self.adoption = adoption
        self.isRetryRequested = isRetryRequested
        self.cause = cause
        self.createAttempts = createAttempts
    }
}
