import KubernetesAPI
import OpenStackAPI
import Testing

@testable import HeatStacks

@Suite struct HeatStackPlanTests {
    static let rule = StackIdentityRule(name: "web", uid: "u1", spec: HeatStackSpec(templateURL: "file:///t.yaml"))

    static func stack(_ status: String, id: String = "1", current: Bool = true, tags: [String]? = nil) -> Heat.Stack {
        Heat.Stack(
            id: id, name: rule.name, status: .init(status), creationTime: OpenStackTimestamp(secondsSinceEpoch: 100),
            tags: tags ?? [StackIdentityRule.commonTag, rule.ownerTag, current ? rule.specTag : "ake-spec-old"])
    }

    struct Row: Sendable {
        var status: String
        /// The spec is the one that Heat has.
        var same: HeatStackAction
        /// The spec has changed.
        var changed: HeatStackAction
        /// The object is being deleted.
        var deleted: HeatStackAction = .delete(.objectDeleted)
    }

    static let update30 = HeatStackAction.wait(.seconds(30), .backOff)
    static let rows: [Row] = [
        Row(status: "INIT_IN_PROGRESS", same: .poll, changed: .poll),
        Row(status: "INIT_COMPLETE", same: .poll, changed: .poll),
        Row(status: "INIT_FAILED", same: .stalled(.createFailed), changed: .delete(.createFailed)),
        Row(status: "CREATE_IN_PROGRESS", same: .poll, changed: .poll),
        Row(status: "CREATE_COMPLETE", same: .nothing, changed: .update),
        Row(status: "CREATE_FAILED", same: .stalled(.createFailed), changed: .delete(.createFailed)),
        Row(status: "UPDATE_IN_PROGRESS", same: .poll, changed: .poll),
        Row(status: "UPDATE_COMPLETE", same: .nothing, changed: .update),
        Row(status: "UPDATE_FAILED", same: update30, changed: .update),
        Row(status: "DELETE_IN_PROGRESS", same: .poll, changed: .poll, deleted: .poll),
        Row(status: "DELETE_COMPLETE", same: .create, changed: .create, deleted: .release),
        Row(status: "DELETE_FAILED", same: update30, changed: update30, deleted: update30),
        Row(status: "ROLLBACK_IN_PROGRESS", same: .poll, changed: .poll),
        Row(status: "ROLLBACK_COMPLETE", same: update30, changed: .update),
        Row(status: "ROLLBACK_FAILED", same: update30, changed: .update),
        Row(status: "CHECK_IN_PROGRESS", same: .poll, changed: .poll),
        Row(status: "CHECK_COMPLETE", same: .nothing, changed: .update),
        Row(status: "CHECK_FAILED", same: update30, changed: .update),
        Row(status: "SUSPEND_IN_PROGRESS", same: .poll, changed: .poll),
        Row(status: "SUSPEND_COMPLETE", same: .stalled(.suspended), changed: .stalled(.suspended)),
        Row(status: "SUSPEND_FAILED", same: .stalled(.suspended), changed: .stalled(.suspended)),
        Row(status: "RESUME_IN_PROGRESS", same: .poll, changed: .poll),
        Row(status: "RESUME_COMPLETE", same: .nothing, changed: .update),
        Row(status: "RESUME_FAILED", same: update30, changed: .update),
        Row(status: "ADOPT_IN_PROGRESS", same: .poll, changed: .poll),
        Row(status: "ADOPT_COMPLETE", same: .nothing, changed: .update),
        Row(status: "ADOPT_FAILED", same: .stalled(.adoptFailed), changed: .update),
        Row(status: "SNAPSHOT_IN_PROGRESS", same: .poll, changed: .poll),
        Row(status: "SNAPSHOT_COMPLETE", same: .nothing, changed: .update),
        Row(status: "SNAPSHOT_FAILED", same: .nothing, changed: .update),
        Row(status: "RESTORE_IN_PROGRESS", same: .poll, changed: .poll),
        Row(status: "RESTORE_COMPLETE", same: update30, changed: .update),
        Row(status: "RESTORE_FAILED", same: update30, changed: .update),
        Row(status: "PONDER_IN_PROGRESS", same: .poll, changed: .poll),
        Row(status: "PONDER_COMPLETE", same: .stalled(.unknown), changed: .stalled(.unknown)),
        Row(status: "", same: .stalled(.unknown), changed: .stalled(.unknown)),
    ]

    @Test(arguments: rows) func `every status of Heat has its action`(row: Row) {
        func action(current: Bool, deleted: Bool) -> HeatStackAction {
            HeatStackPlan(
                HeatStackSituation(
                    rule: Self.rule, isBeingDeleted: deleted, knownID: "1", stacks: [Self.stack(row.status, current: current)])
            ).action
        }
        #expect(action(current: true, deleted: false) == row.same)
        #expect(action(current: false, deleted: false) == row.changed)
        #expect(action(current: true, deleted: true) == row.deleted)
    }

    @Test func `the table has every action and progress that Heat knows`() {
        let known = Set(Self.rows.map(\.status))
        for action in Heat.StackStatus.Action.allCases {
            for progress in Heat.StackStatus.Progress.allCases {
                #expect(known.contains(Heat.StackStatus(action, progress).text))
            }
        }
    }

    @Test func `nothing is ever updated while Heat is at work`() {
        for action in Heat.StackStatus.Action.allCases {
            for current in [true, false] {
                for attempts in [0, 5] {
                    let plan = HeatStackPlan(
                        HeatStackSituation(
                            rule: Self.rule, knownID: "1", stacks: [Self.stack("\(action.rawValue)_IN_PROGRESS", current: current)],
                            attempts: attempts, failureAge: .seconds(99999)))
                    #expect(plan.action == .poll)
                }
            }
        }
    }

    @Test(arguments: [Duration?.none, .seconds(1200)]) func `what takes longer than Heat allows is brought to an end, never before`(
        limit: Duration?
    ) {
        let end = (limit ?? .seconds(3600)) + .seconds(600)
        func action(_ status: String, after age: Duration, deleted: Bool = false, retried: Bool = false) -> HeatStackAction {
            HeatStackPlan(
                HeatStackSituation(
                    rule: Self.rule, isBeingDeleted: deleted, knownID: "1", stacks: [Self.stack(status)], progressAge: age,
                    timeLimit: limit, isRetryRequested: retried)
            ).action
        }
        for kind in Heat.StackStatus.Action.allCases {
            let status = "\(kind.rawValue)_IN_PROGRESS"
            #expect(action(status, after: end - .seconds(1), retried: true) == .poll)
            let expected: HeatStackAction =
                switch kind {
                case .create, .update: limit == nil ? .stalled(.noProgress) : .cancel
                case .delete: .delete(.deleteFailed)
                default: .stalled(.noProgress)
                }
            #expect(action(status, after: end) == expected)
        }
        #expect(action("UPDATE_IN_PROGRESS", after: end, retried: true) == .cancel)
        #expect(action("DELETE_IN_PROGRESS", after: end - .seconds(1), deleted: true) == .poll)
        #expect(action("DELETE_IN_PROGRESS", after: end, deleted: true) == .delete(.objectDeleted))
    }

    @Test func `without a stack it is created, or released if the object goes`() {
        #expect(HeatStackPlan(HeatStackSituation(rule: Self.rule)).action == .create)
        #expect(HeatStackPlan(HeatStackSituation(rule: Self.rule, knownID: "1")).action == .create)
        #expect(HeatStackPlan(HeatStackSituation(rule: Self.rule, isBeingDeleted: true)).action == .release)
    }

    @Test func `a stack with our tag that the status does not know is adopted before anything is created or deleted`() {
        var plan = HeatStackPlan(HeatStackSituation(rule: Self.rule, stacks: [Self.stack("CREATE_IN_PROGRESS")]))
        #expect(plan.isAdopted && plan.action == .poll && plan.stack?.id == "1")
        plan = HeatStackPlan(HeatStackSituation(rule: Self.rule, isBeingDeleted: true, stacks: [Self.stack("CREATE_COMPLETE")]))
        #expect(plan.isAdopted && plan.action == .delete(.objectDeleted))
        plan = HeatStackPlan(HeatStackSituation(rule: Self.rule, knownID: "1", stacks: [Self.stack("CREATE_COMPLETE")]))
        #expect(!plan.isAdopted)
    }

    @Test func `a stack of our name without our tag is neither touched nor doubled`() {
        let foreign = Self.stack("CREATE_COMPLETE", tags: ["ake", "ake-uid-other"])
        var plan = HeatStackPlan(HeatStackSituation(rule: Self.rule, stacks: [foreign]))
        #expect(plan.action == .stalled(.foreign) && plan.stack == nil)
        plan = HeatStackPlan(HeatStackSituation(rule: Self.rule, isBeingDeleted: true, stacks: [foreign]))
        #expect(plan.action == .release && plan.stack == nil && plan.duplicates.isEmpty)
    }

    @Test func `a stack that the status knows by its id is ours even if its tags were taken off, and gets them back`() {
        let plan = HeatStackPlan(HeatStackSituation(rule: Self.rule, knownID: "1", stacks: [Self.stack("UPDATE_COMPLETE", tags: [])]))
        #expect(plan.action == .update && plan.stack?.id == "1")
    }

    @Test func `of two stacks that are ours the known one stays, else the older, and the other goes`() {
        var younger = Self.stack("CREATE_COMPLETE", id: "0")
        younger.creationTime = OpenStackTimestamp(secondsSinceEpoch: 200)
        let older = Self.stack("CREATE_COMPLETE", id: "9")
        var plan = HeatStackPlan(HeatStackSituation(rule: Self.rule, stacks: [younger, older]))
        #expect(plan.stack?.id == "9" && plan.duplicates.map(\.id) == ["0"])
        plan = HeatStackPlan(HeatStackSituation(rule: Self.rule, knownID: "0", stacks: [older, younger]))
        #expect(plan.stack?.id == "0" && plan.duplicates.map(\.id) == ["9"])
    }

    @Test func `a call just sent is not sent again before its effect shows, but not waited for without end`() {
        let stack = Self.stack("UPDATE_COMPLETE", current: false)
        func action(_ kind: HeatStackSituation.SentCall.Kind, age: Duration, before: Heat.Stack?, deleted: Bool = false) -> HeatStackAction
        {
            HeatStackPlan(
                HeatStackSituation(
                    rule: Self.rule, isBeingDeleted: deleted, knownID: "1", stacks: [stack],
                    sent: .init(kind, age: age, before: before.map { HeatStackSituation.Fingerprint($0) }))
            ).action
        }
        #expect(action(.update, age: .seconds(1), before: stack) == .wait(.seconds(1), .sent))
        #expect(action(.update, age: .seconds(31), before: stack) == .update)
        #expect(action(.update, age: .seconds(1), before: Self.stack("CREATE_COMPLETE")) == .update)
        #expect(action(.delete, age: .seconds(1), before: stack, deleted: true) == .wait(.seconds(1), .sent))
        #expect(action(.update, age: .seconds(1), before: stack, deleted: true) == .delete(.objectDeleted))
    }

    @Test func `a create in doubt is waited for, before another create and before the object goes`() {
        func action(_ age: Duration, deleted: Bool = false, intent: Duration? = nil) -> HeatStackAction {
            HeatStackPlan(
                HeatStackSituation(
                    rule: Self.rule, isBeingDeleted: deleted, sent: .init(.createInDoubt, age: age), createIntentAge: intent)
            ).action
        }
        #expect(action(.seconds(3)) == .wait(.seconds(2), .createInDoubt))
        #expect(action(.seconds(21)) == .create)
        #expect(action(.seconds(3), deleted: true, intent: .seconds(3)) == .wait(.seconds(5), .createInDoubt))
        #expect(action(.seconds(99), deleted: true, intent: .seconds(61)) == .release)
    }

    @Test func `repairs come less and less often, up to every half hour`() {
        func action(_ attempts: Int, _ age: Duration) -> HeatStackAction {
            HeatStackPlan(
                HeatStackSituation(
                    rule: Self.rule, knownID: "1", stacks: [Self.stack("UPDATE_FAILED")], attempts: attempts, failureAge: age)
            ).action
        }
        #expect(action(0, .seconds(29)) == .wait(.seconds(1), .backOff))
        #expect(action(0, .seconds(30)) == .update)
        #expect(action(2, .seconds(30)) == .wait(.seconds(90), .backOff))
        #expect(action(60, .seconds(1799)) == .wait(.seconds(1), .backOff))
        #expect(action(60, .seconds(1800)) == .update)
    }

    @Test(arguments: FailureCause.allCases) func `a failed creation is tried again if its cause may pass, a bounded number of times`(
        cause: FailureCause
    ) {
        func action(_ attempts: Int, age: Duration, retry: Bool = false, deleted: Bool = false) -> HeatStackAction {
            HeatStackPlan(
                HeatStackSituation(
                    rule: Self.rule, isBeingDeleted: deleted, knownID: "1", stacks: [Self.stack("CREATE_FAILED")], failureAge: age,
                    isRetryRequested: retry, cause: cause, createAttempts: attempts)
            ).action
        }
        if cause.isTransient {
            #expect(action(1, age: .zero) == .wait(.seconds(30), .backOff))
            #expect(action(1, age: .seconds(30)) == .delete(.createFailed))
            #expect(action(3, age: .seconds(30)) == .wait(.seconds(90), .backOff))
            #expect(action(5, age: .seconds(480)) == .delete(.createFailed))
        } else {
            #expect(action(1, age: .seconds(99999)) == .stalled(.createFailed))
        }
        #expect(action(6, age: .seconds(99999)) == .stalled(.createFailed))
        #expect(action(6, age: .zero, retry: true) == .delete(.createFailed))
        #expect(action(1, age: .zero, deleted: true) == .delete(.objectDeleted))
    }

    /// Every state that is waited in or stalls, and what the annotation makes of it.
    @Test(
        arguments: [
            ("CREATE_FAILED", HeatStackAction.delete(.createFailed)), ("INIT_FAILED", .delete(.createFailed)), ("UPDATE_FAILED", .update),
            ("ROLLBACK_COMPLETE", .update), ("ROLLBACK_FAILED", .update), ("CHECK_FAILED", .update), ("RESUME_FAILED", .update),
            ("RESTORE_COMPLETE", .update), ("RESTORE_FAILED", .update), ("ADOPT_FAILED", .update),
            ("DELETE_FAILED", .delete(.deleteFailed)),
            ("UPDATE_COMPLETE", .nothing), ("UPDATE_IN_PROGRESS", .poll),
        ]) func `a retry that somebody asks for is made at once, but never while Heat is at work`(status: String, action: HeatStackAction)
    {
        let plan = HeatStackPlan(
            HeatStackSituation(rule: Self.rule, knownID: "1", stacks: [Self.stack(status)], attempts: 9, isRetryRequested: true))
        #expect(plan.action == action)
    }

    @Test(arguments: rows) func `a suspended object writes nothing, and its deletion is carried out all the same`(row: Row) {
        for current in [true, false] {
            let plan = HeatStackPlan(
                HeatStackSituation(
                    rule: Self.rule, knownID: "1", stacks: [Self.stack(row.status, current: current), Self.stack(row.status, id: "2")],
                    failureAge: .seconds(99999), isSuspended: true))
            #expect(!plan.action.isWrite, "\(row.status)")
            #expect(plan.duplicates.isEmpty)
        }
        let plan = HeatStackPlan(
            HeatStackSituation(
                rule: Self.rule, isBeingDeleted: true, knownID: "1", stacks: [Self.stack(row.status)], isSuspended: true))
        #expect(plan.action == row.deleted)
    }

    @Test(arguments: rows) func `a protected stack outlives its object's deletion, a retained one is let go`(row: Row) {
        func action(_ policy: HeatStackSpec.DeletionPolicy) -> HeatStackAction {
            HeatStackPlan(
                HeatStackSituation(
                    rule: Self.rule, isBeingDeleted: true, knownID: "1", stacks: [Self.stack(row.status)], failureAge: .seconds(99999),
                    deletionPolicy: policy)
            ).action
        }
        let isGone = row.status == "DELETE_COMPLETE"
        #expect(action(.protect) == (isGone ? .release : .stalled(.protected)))
        #expect(action(.retain) == .release)
    }

    @Test func `a stack that is to be taken over is not created beside`() {
        let target = Self.stack("UPDATE_COMPLETE", id: "old", tags: [])
        func action(_ adoption: HeatStackSituation.Adoption, deleted: Bool = false, suspended: Bool = false) -> HeatStackAction {
            HeatStackPlan(
                HeatStackSituation(rule: Self.rule, isBeingDeleted: deleted, isSuspended: suspended, adoption: adoption)
            ).action
        }
        #expect(action(.free(target)) == .adopt(target))
        #expect(action(.free(Self.stack("UPDATE_IN_PROGRESS", tags: []))) == .wait(.seconds(10), .targetBusy))
        #expect(action(.missing) == .stalled(.adoptMissing))
        #expect(action(.taken(target, owner: "default/other")) == .stalled(.adoptTaken))
        #expect(action(.free(target), suspended: true) == .stalled(.suspendedBySpec))
        #expect(action(.free(target), deleted: true) == .release)
    }
}
