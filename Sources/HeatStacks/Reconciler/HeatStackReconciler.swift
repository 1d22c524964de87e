import ControllerRuntime
import KubernetesAPI
import KubernetesClient
import Logging
import OpenStackAPI
import OpenStackClient

/// Keeps one HeatStack and its stack in step: gathers what is, lets ``HeatStackPlan`` decide, and carries that out. It never waits for Heat.
public struct HeatStackReconciler: Reconciler {
    /// The name under which Events are written.
    public static let controllerName = "ake.adtech.cyberagent.io/heatstack-controller"
    /// After how long a stack in progress is looked at even though the poller has told nothing.
    static let fallback: Duration = .seconds(90)
    /// The shortest interval that an object may ask for.
    static let shortestResync: Duration = .seconds(10)

    let store: Store<HeatStack>
    let client: KubernetesClient
    let connections: HeatConnections
    let builder: StackDefinitionBuilder
    let poller: StackPoller
    let recorder: EventRecorder
    let resyncInterval: Duration
    let memory = StackMemory()
    let clock: HeatStackClock
    let logger: Logger
    /// Set by tests only.
    var witness: WriteWitness?

    /// Makes a reconciler.
    ///
    /// - Parameter resyncInterval: how often a settled stack is looked at, in case somebody changed it by hand.
    public init(
        store: Store<HeatStack>, client: KubernetesClient, connections: HeatConnections, resolver: TemplateResolver, poller: StackPoller,
        recorder: EventRecorder, resyncInterval: Duration = .seconds(300), clock: HeatStackClock = .continuous, logger: Logger
    ) {
        self.store = store
        self.client = client
        self.connections = connections
        self.builder = StackDefinitionBuilder(client: client, resolver: resolver)
        self.poller = poller
        self.recorder = recorder
        self.resyncInterval = resyncInterval
        self.clock = clock
        self.logger = logger
    }

    /// What one reconcile works on.
    struct Visit: Sendable {
        var object: HeatStack
        let rule: StackIdentityRule
        /// The status as known at the start, with what is learnt on the way.
        var status: HeatStackStatus
        let connection: HeatConnection
        /// The failure in a sentence, once it has been asked for.
        var failure: String?
        /// The stack's resources, once they have been asked for.
        var resources: [Heat.Resource]?

        var key: ObjectKey { object.key }
        var heat: HeatClient { connection.heat }
        /// The stack's name: its own if it was taken over.
        var stackName: String { status.stackID == nil ? rule.name : status.stackName ?? rule.name }

        /// Whether somebody asked for another try that has not been made yet.
        var isRetryRequested: Bool {
            guard let value = object.metadata.annotations[AKE.retryAnnotation] else { return false }
            return value != status.handledRetry
        }
    }

    public func reconcile(_ key: ObjectKey) async throws -> ReconcileResult {
        guard let object = store[key] else { return forget(key) }
        let isHeld = object.metadata.finalizers.contains(AKE.heatStackFinalizer)
        if object.metadata.isBeingDeleted, !isHeld { return forget(key) }
        guard let rule = StackIdentityRule(object) else { return .done }
        if !isHeld { try await writing(.holdObject, key) { try await client.addFinalizer(AKE.heatStackFinalizer, to: object) } }
        let status = memory.status(of: object, at: clock.elapsed()) ?? HeatStackStatus()
        if object.metadata.isBeingDeleted, object.spec.deletionPolicy == .retain { return try await letGo(object, status) }
        var visit: Visit
        do {
            let connection = try await connections.connection(for: object)
            visit = Visit(object: object, rule: rule, status: status, connection: connection)
        } catch let failure as CloudAccessReader.Failure {
            return try await reportNoCloud(failure, object, rule, status)
        }
        if visit.isRetryRequested { memory.retry(key) }
        do {
            let situation = try await gather(&visit)
            let plan = HeatStackPlan(situation)
            if let stack = plan.stack { note(stack, isAdopted: plan.isAdopted, in: &visit) }
            for duplicate in plan.duplicates { try await remove(duplicate, visit) }
            return try await carryOut(plan, situation, &visit)
        } catch let error as OpenStackError {
            try await reportOutage(error, &visit)
            throw error
        }
    }

    private func forget(_ key: ObjectKey) -> ReconcileResult {
        memory.forget(key)
        poller.forget(key)
        return .done
    }

    private func gather(_ visit: inout Visit) async throws -> HeatStackSituation {
        let isBeingDeleted = visit.object.metadata.isBeingDeleted
        var stacks: [Heat.Stack] = []
        if let id = visit.status.stackID, let stack = try await visit.heat.stack(.init(name: visit.stackName, id: id)) {
            stacks.append(stack)
        }
        if stacks.isEmpty || isBeingDeleted {
            for row in try await visit.heat.stacks(.init(name: visit.rule.name)) where !stacks.contains(where: { $0.id == row.id }) {
                // A list has no outputs.
                let isOwn = row.tags.contains(visit.rule.ownerTag)
                if let stack = isOwn ? try await visit.heat.stack(row.identity) : row { stacks.append(stack) }
            }
        }
        let adoption = stacks.isEmpty && !isBeingDeleted ? try await adoptionTarget(visit, &stacks) : .none
        let now = clock.elapsed()
        let failure = memory.failure(visit.key, of: stacks.first, spec: visit.rule.specTag, at: now)
        let isIntended = visit.status.stackID == nil && visit.status.stackName != nil
        return HeatStackSituation(
            rule: visit.rule, isBeingDeleted: isBeingDeleted, knownID: visit.status.stackID, stacks: stacks,
            sent: memory.sent(visit.key, at: now), createIntentAge: memory.intentAge(visit.key, isIntended: isIntended, at: now),
            attempts: failure.attempts, failureAge: failure.age,
            progressAge: memory.progressAge(visit.key, of: stacks.first, at: now),
            timeLimit: (stacks.first?.timeoutMinutes ?? visit.object.spec.timeout).map { .seconds(60 * $0) },
            deletionPolicy: visit.object.spec.deletionPolicy,
            isSuspended: visit.object.spec.suspend, adoption: adoption, isRetryRequested: visit.isRetryRequested,
            cause: try await failureCause(stacks.first, &visit), createAttempts: visit.status.createAttempts ?? 0)
    }

    private func failureCause(_ stack: Heat.Stack?, _ visit: inout Visit) async throws -> FailureCause? {
        guard let stack, stack.status.isFailed, [.create, .initialize].contains(stack.status.action), !visit.object.metadata.isBeingDeleted
        else { return nil }
        return FailureCause(try await failureSentence(stack, &visit))
    }

    private func note(_ stack: Heat.Stack, isAdopted: Bool, in visit: inout Visit) {
        visit.status.stackID = stack.id
        visit.status.stackName = stack.name
        if isAdopted {
            logger.notice("adopted a stack", metadata: ["object": "\(visit.key)", "stack": "\(stack.identity)"])
            record(.normal, "StackAdopted", "Adopt", "stack \(stack.identity) carries this object's tag and is taken over", visit)
        }
    }

    private func carryOut(_ plan: HeatStackPlan, _ situation: HeatStackSituation, _ visit: inout Visit) async throws -> ReconcileResult {
        switch plan.action {
        case .create, .adopt, .update, .delete, .cancel, .nothing, .stalled: acknowledgeRetry(&visit)
        case .poll, .wait, .release: break
        }
        switch (plan.action, plan.stack) {
        case (.create, _):
            return try await create(&visit)
        case (.adopt(let stack), _):
            return try await adopt(stack, &visit)
        case (.update, .some(let stack)):
            return try await update(stack, &visit)
        case (.delete(let cause), .some(let stack)):
            return try await delete(stack, cause, &visit)
        case (.cancel, .some(let stack)):
            return try await cancel(stack, situation, &visit)
        case (.nothing, .some(let stack)):
            return try await settle(stack, &visit)
        case (.poll, .some(let stack)):
            poller.track(visit.key, stackID: stack.id, in: visit.connection)
            try await report(
                stack, .reconciling(reason: stack.status.phaseName, message: "Heat is at work: \(stack.status)"), at: .progress, &visit)
            return .requeue(after: Self.fallback)
        case (.wait(let pause, .backOff), .some(let stack)):
            let message = StallMessage.text(retrying: try await failureSentence(stack, &visit))
            try await report(stack, .stalled(reason: stack.status.eventName, message: message), at: .backOff, &visit)
            return .requeue(after: pause)
        case (.wait(let pause, _), _):
            return .requeue(after: pause)
        case (.stalled(let cause), let stack):
            poller.forget(visit.key)
            let failure = if let stack, stack.status.isFailed { try await failureSentence(stack, &visit) } else { "" }
            let message = StallMessage.text(cause, situation, stack: stack, failure: failure)
            try await report(stack, .stalled(reason: cause.rawValue, message: message), at: .stall, &visit)
            return .requeue(after: pause(visit))
        case (.release, _):
            return try await release(visit)
        case (_, nil):
            return .requeue(after: .seconds(1))
        }
    }

    private func acknowledgeRetry(_ visit: inout Visit) {
        guard visit.isRetryRequested else { return }
        visit.status.handledRetry = visit.object.metadata.annotations[AKE.retryAnnotation]
        visit.status.createAttempts = nil
    }

    /// How often the object is looked at while all is well.
    func interval(_ object: HeatStack) -> Duration {
        max(object.spec.resyncInterval.flatMap { GoDuration.parse($0) } ?? resyncInterval, Self.shortestResync)
    }

    /// The same with jitter, so that stacks made together are not looked at together for ever.
    func pause(_ visit: Visit) -> Duration {
        interval(visit.object) * Double.random(in: 0.9..<1.1)
    }
}
