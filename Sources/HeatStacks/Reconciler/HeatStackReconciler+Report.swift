import ControllerRuntime
import JSON
import KubernetesAPI
import KubernetesClient
import OpenStackAPI
import OpenStackClient

extension HeatStackReconciler {
    /// Brings the status up to what is known of `stack`, and tells of what changed by an Event. Writes only if something changed.
    func report(_ stack: Heat.Stack?, _ phase: StackPhase, at site: WriteSite, _ visit: inout Visit) async throws {
        let before = memory.status(of: visit.object, at: clock.elapsed()) ?? HeatStackStatus()
        var after = visit.status
        after.selector = "\(AKE.group)/heatstack=\(visit.object.metadata.name)"
        if let resources = visit.resources {
            let table = ResourceTable(resources)
            (after.resources, after.resourceCount, after.replicas) = (table.lines, table.count, table.servers)
        }
        if let stack {
            if !stack.status.isInProgress, let begun = after.lastAction, begun.finishedAt == nil {
                let now = clock.timeOfDay()
                after.lastAction?.finishedAt = now
                after.lastAction?.duration = GoDuration.text(now.since(begun.startedAt))
            }
            after.stackStatus = stack.status.text
            after.stackStatusReason = stack.statusReason
            if case .ready = phase {
                after.lastOutputs = stack.outputs.reduce(into: [:]) { if $1.error == nil, !$1.value.isNull { $0[$1.key] = $1.value } }
            }
        }
        phase.apply(to: &after, generation: visit.object.metadata.generation, now: clock.timeOfDay())
        visit.status = after
        try await write(after, insteadOf: before, visit.object, at: site)
        tell(phase, before: before, stack, visit.object)
    }

    /// Says that Heat does not answer, unless the object is ready and nothing is wished for: then nothing is lost by it.
    func reportOutage(_ error: OpenStackError, _ visit: inout Visit) async throws {
        let isRefusal = [.configuration, .unauthorized, .forbidden].contains(error.kind)
        if isRefusal { connections.refuse(visit.connection.id) }
        let isServed =
            visit.status.conditions["Ready"]?.status == "True" && visit.status.observedGeneration == visit.object.metadata.generation
        guard !isServed || visit.object.metadata.isBeingDeleted else { return }
        if isRefusal {
            let wayOut =
                visit.object.metadata.isBeingDeleted
                ? " If the project is gone for good, set spec.deletionPolicy to Retain: the object then goes without it." : ""
            let message = "\(error)" + StallMessage.separator + FailureCause.access.remedy + wayOut
            try await report(nil, .stalled(reason: "CloudAccessDenied", message: message), at: .accessDenied, &visit)
        } else {
            try await report(nil, .reconciling(reason: "HeatUnavailable", message: error.summary), at: .heatUnavailable, &visit)
        }
    }

    /// The cloud that the object names cannot be reached for want of credentials.
    func reportNoCloud(
        _ failure: CloudAccessReader.Failure, _ object: HeatStack, _ rule: StackIdentityRule, _ status: HeatStackStatus
    ) async throws -> ReconcileResult {
        var status = status
        let before = status
        let wayOut = object.metadata.isBeingDeleted ? StallMessage.separator + "Mend it, or set spec.deletionPolicy to Retain." : ""
        let phase = StackPhase.stalled(reason: "CloudCredentialsInvalid", message: failure.description + wayOut)
        phase.apply(to: &status, generation: object.metadata.generation, now: clock.timeOfDay())
        try await write(status, insteadOf: before, object, at: .noCloud)
        tell(phase, before: before, nil, object)
        return .requeue(after: .seconds(30))
    }

    /// The deepest failed resource's own words; Heat is asked for them once for each failure.
    func failureSentence(_ stack: Heat.Stack, _ visit: inout Visit) async throws -> String {
        if let failure = visit.failure { return failure }
        let known = visit.status.conditions["Stalled"]
        if visit.status.stackStatus == stack.status.text, visit.status.stackStatusReason == stack.statusReason, known?.status == "True",
            let sentence = known.flatMap({ StallMessage.failure(in: $0.message) }), sentence.hasPrefix(stack.status.text)
        {
            visit.failure = sentence
            return sentence
        }
        let resources = try await visit.heat.resources(stack.identity, nestedDepth: 5)
        visit.resources = resources
        var reason = FailureReason.sentence(resources)
        if reason == nil {
            // What failed is gone again: its history tells.
            reason = FailureReason.sentence(try await visit.heat.events(stack.identity, limit: 100, nestedDepth: 5))
        }
        let sentence = "\(stack.status): \(reason ?? stack.statusReason)"
        visit.failure = sentence
        return sentence
    }

    /// Records an Event on the object.
    func record(_ kind: EventRecorder.Kind, _ reason: String, _ action: String, _ note: String, _ visit: Visit) {
        recorder.record(kind, on: visit.object.reference, reason: reason, action: action, note: note)
    }

    private func write(
        _ after: HeatStackStatus, insteadOf before: HeatStackStatus, _ object: HeatStack, at site: WriteSite
    ) async throws {
        var before = before
        if memory.isStatusInDoubt(object.key) {
            // What differs must differ from what the server has, or a field that the lost write changed stays wrong.
            let live = try await client.getIfPresent(HeatStack.self, object.metadata.name, namespace: object.metadata.namespace)
            before = live?.status ?? HeatStackStatus()
        }
        let difference = JSONMergePatch.difference(from: try JSONValue(encoding: before), to: try JSONValue(encoding: after))
        guard difference != [:] else { return }
        let uid = object.metadata.uid ?? ""
        memory.willWrite(object.key)
        try await writing(site, object.key) {
            try await client.patch(
                HeatStack.self, object.metadata.name, namespace: object.metadata.namespace, subresource: "status",
                with: .merge(["metadata": ["uid": .string(uid)], "status": difference]))
        }
        memory.didWrite(after, object.key, uid: uid, at: clock.elapsed())
    }

    private func tell(_ phase: StackPhase, before: HeatStackStatus, _ stack: Heat.Stack?, _ object: HeatStack) {
        switch phase {
        case .ready(let reason, let message):
            guard before.conditions["Ready"]?.status != "True" || before.conditions["Ready"]?.reason != reason else { return }
            recorder.record(.normal, on: object.reference, reason: reason, action: "Observe", note: message)
        case .stalled(let reason, let message):
            let known = before.conditions["Stalled"]
            guard known?.status != "True" || known?.reason != reason || known?.message != StackPhase.bounded(message) else { return }
            let name = stack.flatMap { $0.status.isFailed ? $0.status.eventName : nil }
            recorder.record(.warning, on: object.reference, reason: name ?? reason, action: "Observe", note: message)
        case .reconciling: return
        }
    }
}

extension OpenStackError {
    /// The error without what differs from call to call, so that a status that holds it stays the same.
    var summary: String { "\(service) does not answer" + (status.map { ": status \($0)" } ?? "") + "; it is tried again" }
}

extension Heat.StackStatus {
    /// The status as the reason of an Event or condition, e.g. `StackCreateComplete`.
    var eventName: String {
        "Stack" + text.split(separator: "_").map { $0.prefix(1) + $0.dropFirst().lowercased() }.joined()
    }

    /// The reason of a condition while it lasts, e.g. `Creating`.
    var phaseName: String {
        switch action {
        case .create, .initialize: "Creating"
        case .update, .rollback, .restore: "Updating"
        case .delete: "Deleting"
        default: eventName
        }
    }
}
