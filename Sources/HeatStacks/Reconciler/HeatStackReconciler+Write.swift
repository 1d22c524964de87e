import ControllerRuntime
import KubernetesAPI
import KubernetesClient
import OpenStackAPI
import OpenStackClient

extension HeatStackReconciler {
    /// Creates the stack. The status says so beforehand, so that a deletion of the object knows that a stack may be on its way.
    func create(_ visit: inout Visit) async throws -> ReconcileResult {
        guard let built = try await prepare(&visit) else { return pauseAfterRefusal(visit) }
        visit.status.stackID = nil
        visit.status.stackName = visit.rule.name
        visit.status.stackStatus = nil
        visit.status.stackStatusReason = nil
        visit.status.lastOutputs = [:]
        visit.status.lastParams = built.lastParams
        try await report(nil, .reconciling(reason: "Creating", message: "the stack is being created"), &visit)
        memory.didSend(.createInDoubt, visit.key, before: nil, at: clock.elapsed())
        let id: String
        do {
            id = try await heat.create(built.definition)
        } catch let error as OpenStackError where error.mayHaveHappened {
            logger.warning("a create was not answered: looking for the stack", metadata: ["object": "\(visit.key)", "error": "\(error)"])
            try await reportDoubt(error, "the stack's creation", &visit)
            return .requeue(after: .seconds(2))
        } catch let error as OpenStackError {
            memory.forgetSent(visit.key)
            // Heat has certainly made nothing: a deletion of the object need not look for a stack.
            if error.kind != .conflict { visit.status.stackName = nil }
            return try await refused(error, &visit)
        }
        memory.didSend(.create, visit.key, before: nil, at: clock.elapsed())
        poller.track(visit.key, stackID: id)
        let stack = Heat.Stack(id: id, name: visit.rule.name, status: .init(.create, .inProgress), statusReason: "Stack CREATE started")
        visit.status.stackID = id
        record(.normal, "StackCreateStarted", "Create", "Heat is creating stack \(stack.identity)", visit)
        try await report(stack, .reconciling(reason: "Creating", message: "Heat is at work: \(stack.status)"), &visit)
        return .requeue(after: Self.fallback)
    }

    /// Updates the stack.
    func update(_ stack: Heat.Stack, _ visit: inout Visit) async throws -> ReconcileResult {
        guard let built = try await prepare(&visit) else { return pauseAfterRefusal(visit) }
        visit.status.lastParams = built.lastParams
        try await report(nil, .reconciling(reason: "Updating", message: "the stack is being updated"), &visit)
        memory.didSend(.update, visit.key, before: stack, at: clock.elapsed())
        do {
            try await heat.update(stack.identity, built.definition)
        } catch let error as OpenStackError where error.mayHaveHappened {
            logger.warning("an update was not answered: looking at the stack", metadata: ["object": "\(visit.key)", "error": "\(error)"])
            try await reportDoubt(error, "the stack's update", &visit)
            return .requeue(after: .seconds(2))
        } catch let error as OpenStackError {
            memory.forgetSent(visit.key)
            return try await refused(error, &visit)
        }
        if stack.tags.contains(visit.rule.specTag) { memory.didRepair(visit.key) }
        record(.normal, "StackUpdateStarted", "Update", "Heat is updating stack \(stack.identity)", visit)
        try await reportStarted(stack, .update, "Updating", &visit)
        return .requeue(after: Self.fallback)
    }

    /// Deletes the stack, which the plan has found to be ours.
    func delete(_ stack: Heat.Stack, _ cause: HeatStackAction.DeleteCause, _ visit: inout Visit) async throws -> ReconcileResult {
        if cause != .objectDeleted {
            guard try await isCurrent(&visit) else { return .requeue(after: .milliseconds(200)) }
        }
        memory.didSend(.delete, visit.key, before: stack, at: clock.elapsed())
        do {
            try await heat.delete(stack.identity)
        } catch let error as OpenStackError {
            memory.forgetSent(visit.key)
            throw error
        }
        if stack.status.action == .delete { memory.didRepair(visit.key) }
        record(.normal, "StackDeleteStarted", "Delete", "Heat is deleting stack \(stack.identity)", visit)
        try await reportStarted(stack, .delete, "Deleting", &visit)
        return .requeue(after: Self.fallback)
    }

    /// Deletes a second stack that a lost answer left behind.
    func remove(_ duplicate: Heat.Stack, _ visit: Visit) async throws {
        guard duplicate.status.action != .delete || duplicate.status.isFailed else { return }
        try await heat.delete(duplicate.identity)
        record(
            .warning, "DuplicateStackDeleted", "Delete", "stack \(duplicate.identity) was a second one of this object and is deleted", visit
        )
    }

    /// Lets the object go.
    func release(_ visit: Visit) async throws -> ReconcileResult {
        try await client.removeFinalizer(AKE.heatStackFinalizer, from: visit.object)
        record(.normal, "StackDeleted", "Delete", "stack \(visit.rule.name) is gone", visit)
        memory.forget(visit.key)
        poller.forget(visit.key)
        return .done
    }

    private func reportStarted(_ stack: Heat.Stack, _ action: Heat.StackStatus.Action, _ reason: String, _ visit: inout Visit) async throws
    {
        poller.track(visit.key, stackID: stack.id)
        var started = stack
        started.status = .init(action, .inProgress)
        started.statusReason = "Stack \(action.rawValue) started"
        try await report(started, .reconciling(reason: reason, message: "Heat is at work: \(started.status)"), &visit)
    }

    /// Says that Heat has not confirmed a call, in its own words: a Heat that answers 500 each time must not look like one at work.
    private func reportDoubt(_ error: OpenStackError, _ call: String, _ visit: inout Visit) async throws {
        try await report(nil, .reconciling(reason: "HeatUnavailable", message: "Heat has not confirmed \(call): \(error)"), &visit)
    }

    /// What to send; nil if it is not to be sent now, with the reason in the status.
    private func prepare(_ visit: inout Visit) async throws -> StackDefinitionBuilder.Built? {
        if memory.remainingRefusal(visit.key, spec: visit.rule.specTag, at: clock.elapsed()) != nil { return nil }
        guard try await isCurrent(&visit) else { return nil }
        do {
            return try await builder.build(visit.object, rule: visit.rule)
        } catch let failure as StackDefinitionBuilder.Failure {
            memory.refuse(visit.key, spec: visit.rule.specTag, until: clock.elapsed() + failure.retryAfter)
            try await report(nil, .stalled(reason: failure.reason, message: failure.message), &visit)
            return nil
        }
    }

    private func pauseAfterRefusal(_ visit: Visit) -> ReconcileResult {
        .requeue(after: memory.remainingRefusal(visit.key, spec: visit.rule.specTag, at: clock.elapsed()) ?? .milliseconds(200))
    }

    /// Reads the object anew before Heat is changed: the cache may be behind, and an old spec must not undo a new one.
    private func isCurrent(_ visit: inout Visit) async throws -> Bool {
        let live = try await client.getIfPresent(HeatStack.self, visit.key.name, namespace: visit.key.namespace)
        guard let live, live.metadata.uid == visit.object.metadata.uid,
            live.metadata.isBeingDeleted == visit.object.metadata.isBeingDeleted, StackIdentityRule(live) == visit.rule
        else { return false }
        visit.object = live
        return true
    }

    /// Heat refused a create or update and has done nothing.
    private func refused(_ error: OpenStackError, _ visit: inout Visit) async throws -> ReconcileResult {
        let (reason, pause): (String, Duration)
        switch error.kind {
        case .conflict, .notFound: return .requeue(after: .seconds(1))
        case .unavailable, .rateLimited, .malformedAnswer: throw error
        case .quota: (reason, pause) = ("QuotaExceeded", .seconds(120))
        case .unauthorized, .forbidden, .configuration: (reason, pause) = ("CloudAccessDenied", .seconds(60))
        case .badRequest: (reason, pause) = ("StackRejected", .seconds(300))
        }
        memory.refuse(visit.key, spec: visit.rule.specTag, until: clock.elapsed() + pause)
        try await report(nil, .stalled(reason: reason, message: "\(error)"), &visit)
        return .requeue(after: pause)
    }
}
