import OpenStackAPI

/// What to do about a HeatStack: a pure function of the ``HeatStackSituation``.
///
/// Two rules stand above the table of states: nothing is written while Heat is at work (a second update during one wrecks the stack; only a
/// deletion may interrupt), and nothing is written again before Heat shows the effect of the last call.
public struct HeatStackPlan: Sendable, Hashable {
    /// The stack that is ours, if there is one.
    public var stack: Heat.Stack?
    /// Whether it is ours but the status does not know it yet.
    public var isAdopted: Bool
    /// More stacks that are ours: made by a create whose answer was lost. They are deleted.
    public var duplicates: [Heat.Stack]
    /// What to do.
    public var action: HeatStackAction

    /// How long Heat may take to show the effect of a call.
    static let settlingTime: Duration = .seconds(30)
    /// How long a create whose answer was lost may still come into effect.
    static let doubtTime: Duration = .seconds(20)
    /// How long before a release such a create is waited for: longer, since nobody looks again afterwards.
    static let releaseTime: Duration = .seconds(60)
    /// How often a stalled object is looked at again.
    static let firstBackOff: Duration = .seconds(30)
    static let longestBackOff: Duration = .seconds(1800)
    /// Heat's own limit on an action where nobody has set another (`stack_action_timeout`).
    static let usualTimeLimit: Duration = .seconds(3600)
    /// How much longer than its limit an action may take: Heat gives it up when it next looks at the clock.
    static let overtime: Duration = .seconds(600)
    /// How often a creation that failed for a reason which may pass is tried.
    static let mostCreations = 6

    /// Makes the plan.
    public init(_ situation: HeatStackSituation) {
        let owned = situation.stacks.filter {
            !$0.status.isGone && ($0.id == situation.knownID || $0.tags.contains(situation.rule.ownerTag))
        }
        let stack = owned.first { $0.id == situation.knownID } ?? owned.min { Self.age($0) < Self.age($1) }
        self.stack = stack
        isAdopted = stack.map { $0.id != situation.knownID } ?? false
        duplicates = owned.filter { $0.id != stack?.id }
        guard let stack else {
            action = Self.suspended(Self.withoutStack(situation), situation)
            return
        }
        let action = situation.isBeingDeleted ? Self.deleting(stack, situation) : Self.keeping(stack, situation)
        self.action = Self.isAwaitingEffect(stack, action, situation) ? .wait(.seconds(1), .sent) : Self.suspended(action, situation)
        if situation.isSuspended, !situation.isBeingDeleted { duplicates = [] }
    }

    private static func suspended(_ action: HeatStackAction, _ situation: HeatStackSituation) -> HeatStackAction {
        guard situation.isSuspended, !situation.isBeingDeleted else { return action }
        if case .wait(_, .backOff) = action { return .stalled(.suspendedBySpec) }
        return action.isWrite ? .stalled(.suspendedBySpec) : action
    }

    private static func age(_ stack: Heat.Stack) -> (Int64, String) {
        (stack.creationTime?.secondsSinceEpoch ?? .max, stack.id)
    }

    private static func withoutStack(_ situation: HeatStackSituation) -> HeatStackAction {
        if situation.isBeingDeleted {
            if situation.deletionPolicy != .retain, let age = situation.createIntentAge, age < releaseTime {
                return .wait(.seconds(5), .createInDoubt)
            }
            return .release
        }
        switch situation.adoption {
        case .none: break
        case .missing: return .stalled(.adoptMissing)
        case .taken: return .stalled(.adoptTaken)
        case .free(let stack): return stack.status.isInProgress ? .wait(.seconds(10), .targetBusy) : .adopt(stack)
        }
        guard situation.stacks.allSatisfy(\.status.isGone) else { return .stalled(.foreign) }
        switch situation.sent {
        case .some(let call) where call.kind == .createInDoubt && call.age < doubtTime: return .wait(.seconds(2), .createInDoubt)
        case .some(let call) where call.kind == .create && call.age < settlingTime: return .wait(.seconds(1), .sent)
        default: return .create
        }
    }

    private static func deleting(_ stack: Heat.Stack, _ situation: HeatStackSituation) -> HeatStackAction {
        switch situation.deletionPolicy {
        case .retain: return .release
        case .protect: return .stalled(.protected)
        case .delete: break
        }
        guard stack.status.action == .delete else { return .delete(.objectDeleted) }
        if stack.status.isFailed { return backedOff(.delete(.objectDeleted), situation) }
        return isOverdue(situation) ? .delete(.objectDeleted) : .poll
    }

    /// Whether Heat would have given up by now if an engine were at work. One that is killed leaves its stacks in progress for ever: a new one takes
    /// up those of Heat's old architecture only, not those of convergence.
    private static func isOverdue(_ situation: HeatStackSituation) -> Bool {
        situation.progressAge >= (situation.timeLimit ?? usualTimeLimit) + overtime
    }

    private static func inProgress(_ stack: Heat.Stack, _ situation: HeatStackSituation) -> HeatStackAction {
        guard isOverdue(situation) else { return .poll }
        switch stack.status.action {
        case .delete: return .delete(.deleteFailed)
        // Without the limit it may be that Heat still is at work: a person has to say.
        case .create, .update: return situation.timeLimit != nil || situation.isRetryRequested ? .cancel : .stalled(.noProgress)
        default: return .stalled(.noProgress)
        }
    }

    private static func keeping(_ stack: Heat.Stack, _ situation: HeatStackSituation) -> HeatStackAction {
        if stack.status.isInProgress { return inProgress(stack, situation) }
        let isCurrent = stack.tags.contains(situation.rule.specTag)
        guard let action = stack.status.action, let progress = stack.status.progress else { return .stalled(.unknown) }
        switch (action, progress) {
        case (_, .inProgress), (.initialize, .complete): return .poll
        case (.suspend, _): return .stalled(.suspended)
        case (.create, .failed), (.initialize, .failed):
            return isCurrent ? creationFailed(situation) : .delete(.createFailed)
        case (.adopt, .failed): return isCurrent && !situation.isRetryRequested ? .stalled(.adoptFailed) : .update
        case (.delete, _): return backedOff(.delete(.deleteFailed), situation)
        case (.create, .complete), (.update, .complete), (.check, .complete), (.resume, .complete), (.adopt, .complete), (.snapshot, _):
            return isCurrent ? .nothing : .update
        case (.update, .failed), (.check, .failed), (.resume, .failed), (.rollback, _), (.restore, _):
            return isCurrent ? backedOff(.update, situation) : .update
        }
    }

    private static func creationFailed(_ situation: HeatStackSituation) -> HeatStackAction {
        if situation.isRetryRequested { return .delete(.createFailed) }
        guard situation.cause?.isTransient == true, situation.createAttempts < mostCreations else { return .stalled(.createFailed) }
        return backedOff(.delete(.createFailed), situation, attempts: situation.createAttempts - 1)
    }

    private static func backedOff(
        _ action: HeatStackAction, _ situation: HeatStackSituation, attempts: Int? = nil
    ) -> HeatStackAction {
        if situation.isRetryRequested { return action }
        let pause = min(firstBackOff * (1 << min(max(attempts ?? situation.attempts, 0), 16)), longestBackOff)
        return situation.failureAge >= pause ? action : .wait(pause - situation.failureAge, .backOff)
    }

    /// Whether the same call was sent a moment ago and the stack still looks as it did before.
    private static func isAwaitingEffect(_ stack: Heat.Stack, _ action: HeatStackAction, _ situation: HeatStackSituation) -> Bool {
        guard let sent = situation.sent, sent.age < settlingTime, sent.before == HeatStackSituation.Fingerprint(stack) else { return false }
        switch (action, sent.kind) {
        case (.update, .update), (.delete, .delete), (.cancel, .cancel): return true
        default: return false
        }
    }
}
