import ControllerRuntime
import KubernetesAPI
import KubernetesClient
import OpenStackAPI
import OpenStackClient

extension HeatStackReconciler {
    /// Creates the stack. The status says so beforehand, so that a deletion of the object knows that a stack may be on its way.
    func create(_ visit: inout Visit) async throws -> ReconcileResult {
        guard let built = try await prepare(&visit) else { return pauseAfterRefusal(visit) }
        // A process that ended before the call, or a call that got lost, was no attempt.
        let isAnnounced = visit.status.stackID == nil && visit.status.stackName != nil
        visit.status.stackID = nil
        visit.status.stackName = visit.rule.name
        visit.status.stackStatus = nil
        visit.status.stackStatusReason = nil
        visit.status.lastOutputs = [:]
        visit.status.resources = []
        visit.status.resourceCount = nil
        visit.status.replicas = nil
        visit.status.lastParams = built.lastParams
        visit.status.templateSHA256 = built.templateSHA256
        visit.status.createAttempts = max(1, (visit.status.createAttempts ?? 0) + (isAnnounced ? 0 : 1))
        start("CREATE", &visit)
        try await report(nil, .reconciling(reason: "Creating", message: "the stack is being created"), at: .createIntent, &visit)
        memory.didSend(.createInDoubt, visit.key, before: nil, at: clock.elapsed())
        let id: String
        do {
            id = try await writing(.createStack, visit.key) { try await visit.heat.create(built.definition) }
        } catch let error as OpenStackError where error.mayHaveHappened {
            logger.warning("a create was not answered: looking for the stack", metadata: ["object": "\(visit.key)", "error": "\(error)"])
            try await reportDoubt(error, "the stack's creation", at: .createDoubt, &visit)
            return .requeue(after: .seconds(2))
        } catch let error as OpenStackError {
            memory.forgetSent(visit.key)
            // Heat has certainly made nothing: a deletion of the object need not look for a stack.
            if error.kind != .conflict { visit.status.stackName = nil }
            visit.status.lastAction = nil
            visit.status.createAttempts = visit.status.createAttempts.flatMap { $0 > 1 ? $0 - 1 : nil }
            return try await refused(error, &visit)
        }
        memory.didSend(.create, visit.key, before: nil, at: clock.elapsed())
        poller.track(visit.key, stackID: id, in: visit.connection)
        let stack = Heat.Stack(id: id, name: visit.rule.name, status: .init(.create, .inProgress), statusReason: "Stack CREATE started")
        visit.status.stackID = id
        record(.normal, "StackCreateStarted", "Create", "Heat is creating stack \(stack.identity)", visit)
        try await report(stack, .reconciling(reason: "Creating", message: "Heat is at work: \(stack.status)"), at: .createStarted, &visit)
        return .requeue(after: Self.fallback)
    }

    /// Updates the stack.
    func update(_ stack: Heat.Stack, _ visit: inout Visit) async throws -> ReconcileResult {
        guard let built = try await prepare(&visit, name: stack.name) else { return pauseAfterRefusal(visit) }
        return try await send(built, to: stack, reason: "Updating", &visit)
    }

    /// Sends an update.
    func send(
        _ built: StackDefinitionBuilder.Built, to stack: Heat.Stack, reason: String, _ visit: inout Visit
    ) async throws -> ReconcileResult {
        visit.status.lastParams = built.lastParams
        visit.status.templateSHA256 = built.templateSHA256
        start("UPDATE", &visit)
        try await report(nil, .reconciling(reason: reason, message: "the stack is being updated"), at: .updateIntent, &visit)
        memory.didSend(.update, visit.key, before: stack, at: clock.elapsed())
        do {
            try await writing(.updateStack, visit.key) { try await visit.heat.update(stack.identity, built.definition) }
        } catch let error as OpenStackError where error.mayHaveHappened {
            logger.warning("an update was not answered: looking at the stack", metadata: ["object": "\(visit.key)", "error": "\(error)"])
            try await reportDoubt(error, "the stack's update", at: .updateDoubt, &visit)
            return .requeue(after: .seconds(2))
        } catch let error as OpenStackError {
            memory.forgetSent(visit.key)
            return try await refused(error, &visit)
        }
        if stack.tags.contains(visit.rule.specTag) { memory.didRepair(visit.key) }
        record(.normal, "StackUpdateStarted", "Update", "Heat is updating stack \(stack.identity)", visit)
        try await reportStarted(stack, .update, reason, at: .updateStarted, &visit)
        return .requeue(after: Self.fallback)
    }

    /// Deletes the stack, which the plan has found to be ours.
    func delete(_ stack: Heat.Stack, _ cause: HeatStackAction.DeleteCause, _ visit: inout Visit) async throws -> ReconcileResult {
        if cause != .objectDeleted {
            guard try await isCurrent(&visit) else { return .requeue(after: .milliseconds(200)) }
            // A changed spec begins to count anew.
            if !stack.tags.contains(visit.rule.specTag) { visit.status.createAttempts = nil }
        }
        start("DELETE", &visit)
        memory.didSend(.delete, visit.key, before: stack, at: clock.elapsed())
        do {
            try await writing(.deleteStack, visit.key) { try await visit.heat.delete(stack.identity) }
        } catch let error as OpenStackError {
            memory.forgetSent(visit.key)
            throw error
        }
        if stack.status.action == .delete { memory.didRepair(visit.key) }
        record(.normal, "StackDeleteStarted", "Delete", "Heat is deleting stack \(stack.identity)", visit)
        try await reportStarted(stack, .delete, "Deleting", at: .deleteStarted, &visit)
        return .requeue(after: Self.fallback)
    }

    /// Gives up what nobody works on any more. The stack becomes failed, and goes the way of all that failed.
    func cancel(_ stack: Heat.Stack, _ situation: HeatStackSituation, _ visit: inout Visit) async throws -> ReconcileResult {
        memory.didSend(.cancel, visit.key, before: stack, at: clock.elapsed())
        do {
            try await writing(.cancelStack, visit.key) { try await visit.heat.cancel(stack.identity) }
        } catch let error as OpenStackError {
            memory.forgetSent(visit.key)
            throw error
        }
        let note =
            "Heat has not ended \(stack.status) of stack \(stack.identity) in \(situation.progressAge.components.seconds / 60) minutes"
        record(.warning, "StackCancelled", "Cancel", note + ", longer than it may take: it is given up and tried again", visit)
        try await report(stack, .reconciling(reason: "Cancelling", message: note), at: .cancelStarted, &visit)
        return .requeue(after: .seconds(2))
    }

    /// Deletes a second stack that a lost answer left behind.
    func remove(_ duplicate: Heat.Stack, _ visit: Visit) async throws {
        guard duplicate.status.action != .delete || duplicate.status.isFailed else { return }
        try await writing(.deleteDuplicate, visit.key) { try await visit.heat.delete(duplicate.identity) }
        record(
            .warning, "DuplicateStackDeleted", "Delete", "stack \(duplicate.identity) was a second one of this object and is deleted", visit
        )
    }

    /// Lets the object go.
    func release(_ visit: Visit) async throws -> ReconcileResult {
        try await writing(.releaseObject, visit.key) { try await client.removeFinalizer(AKE.heatStackFinalizer, from: visit.object) }
        record(.normal, "StackDeleted", "Delete", "stack \(visit.rule.name) is gone", visit)
        memory.forget(visit.key)
        poller.forget(visit.key)
        return .done
    }

    private func reportStarted(
        _ stack: Heat.Stack, _ action: Heat.StackStatus.Action, _ reason: String, at site: WriteSite, _ visit: inout Visit
    ) async throws {
        poller.track(visit.key, stackID: stack.id, in: visit.connection)
        var started = stack
        started.status = .init(action, .inProgress)
        started.statusReason = "Stack \(action.rawValue) started"
        try await report(started, .reconciling(reason: reason, message: "Heat is at work: \(started.status)"), at: site, &visit)
    }

    /// Says that Heat has not confirmed a call, in its own words: a Heat that answers 500 each time must not look like one at work.
    private func reportDoubt(_ error: OpenStackError, _ call: String, at site: WriteSite, _ visit: inout Visit) async throws {
        try await report(
            nil, .reconciling(reason: "HeatUnavailable", message: "Heat has not confirmed \(call): \(error)"), at: site, &visit)
    }

    /// What to send; nil if it is not to be sent now, with the reason in the status.
    func prepare(_ visit: inout Visit, name: String? = nil) async throws -> StackDefinitionBuilder.Built? {
        if memory.remainingRefusal(visit.key, spec: visit.rule.specTag, at: clock.elapsed()) != nil { return nil }
        guard try await isCurrent(&visit) else { return nil }
        do {
            return try await builder.build(visit.object, rule: visit.rule, name: name)
        } catch let failure as StackDefinitionBuilder.Failure {
            memory.refuse(visit.key, spec: visit.rule.specTag, until: clock.elapsed() + failure.retryAfter)
            try await report(nil, .stalled(reason: failure.reason, message: failure.message), at: .notPrepared, &visit)
            return nil
        }
    }

    func pauseAfterRefusal(_ visit: Visit) -> ReconcileResult {
        .requeue(after: memory.remainingRefusal(visit.key, spec: visit.rule.specTag, at: clock.elapsed()) ?? .milliseconds(200))
    }

    /// Reads the object anew before Heat is changed: the cache may be behind, and an old spec must not undo a new one.
    private func isCurrent(_ visit: inout Visit) async throws -> Bool {
        let live = try await client.getIfPresent(HeatStack.self, visit.key.name, namespace: visit.key.namespace)
        guard let live, live.metadata.uid == visit.object.metadata.uid,
            live.metadata.isBeingDeleted == visit.object.metadata.isBeingDeleted, live.spec == visit.object.spec
        else { return false }
        visit.object = live
        return true
    }

    /// Heat refused a call and has done nothing.
    func refused(_ error: OpenStackError, _ visit: inout Visit) async throws -> ReconcileResult {
        switch Refusal(error) {
        case .look(let pause): return .requeue(after: pause)
        case .retry: throw error
        case .stall(let reason, let remedy, let pause):
            if reason == "CloudAccessDenied" { connections.refuse(visit.connection.id) }
            memory.refuse(visit.key, spec: visit.rule.specTag, until: clock.elapsed() + pause)
            try await report(nil, .stalled(reason: reason, message: "\(error)" + StallMessage.separator + remedy), at: .callRefused, &visit)
            return .requeue(after: pause)
        }
    }

    private func start(_ action: String, _ visit: inout Visit) {
        visit.status.lastAction = HeatStackLastAction(action: action, startedAt: clock.timeOfDay())
    }
}
