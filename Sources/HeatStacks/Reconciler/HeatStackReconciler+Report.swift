import ControllerRuntime
import JSON
import KubernetesAPI
import KubernetesClient
import OpenStackAPI
import OpenStackClient

extension HeatStackReconciler {
    /// Brings the status up to what is known of `stack`, and tells of what changed by an Event. Writes only if something changed.
    func report(_ stack: Heat.Stack?, _ phase: StackPhase, _ visit: inout Visit) async throws {
        let before = memory.status(of: visit.object, at: clock.elapsed()) ?? HeatStackStatus()
        var after = visit.status
        if let stack {
            after.stackStatus = stack.status.text
            after.stackStatusReason = stack.statusReason
            if case .ready = phase {
                after.lastOutputs = stack.outputs.reduce(into: [:]) { if $1.error == nil, !$1.value.isNull { $0[$1.key] = $1.value } }
            }
        }
        phase.apply(to: &after, generation: visit.object.metadata.generation, now: clock.timeOfDay())
        visit.status = after
        try await write(after, insteadOf: before, visit.object)
        tell(phase, before: before, stack, visit)
    }

    /// Says that Heat does not answer, unless the object is ready: then nothing is lost by it.
    func reportOutage(_ error: OpenStackError, _ visit: inout Visit) async throws {
        guard visit.status.conditions["Ready"]?.status != "True" else { return }
        switch error.kind {
        case .configuration, .unauthorized, .forbidden:
            try await report(nil, .stalled(reason: "CloudAccessDenied", message: "\(error)"), &visit)
        default:
            try await report(nil, .reconciling(reason: "HeatUnavailable", message: error.summary), &visit)
        }
    }

    /// The deepest failed resource's own words; Heat is asked for them once for each failure.
    func failureSentence(_ stack: Heat.Stack, _ visit: Visit) async throws -> String {
        let known = visit.status.conditions["Stalled"]
        if visit.status.stackStatus == stack.status.text, visit.status.stackStatusReason == stack.statusReason, known?.status == "True",
            let sentence = known.flatMap({ StallMessage.failure(in: $0.message) })
        {
            return sentence
        }
        let resources = try await heat.resources(stack.identity, nestedDepth: 5)
        return "\(stack.status): \(FailureReason.sentence(resources) ?? stack.statusReason)"
    }

    /// Records an Event on the object.
    func record(_ kind: EventRecorder.Kind, _ reason: String, _ action: String, _ note: String, _ visit: Visit) {
        recorder.record(kind, on: visit.object.reference, reason: reason, action: action, note: note)
    }

    private func write(_ after: HeatStackStatus, insteadOf before: HeatStackStatus, _ object: HeatStack) async throws {
        let difference = JSONMergePatch.difference(from: try JSONValue(encoding: before), to: try JSONValue(encoding: after))
        guard difference != [:] else { return }
        let uid = object.metadata.uid ?? ""
        try await client.patch(
            HeatStack.self, object.metadata.name, namespace: object.metadata.namespace, subresource: "status",
            with: .merge(["metadata": ["uid": .string(uid)], "status": difference]))
        memory.didWrite(after, object.key, uid: uid, at: clock.elapsed())
    }

    private func tell(_ phase: StackPhase, before: HeatStackStatus, _ stack: Heat.Stack?, _ visit: Visit) {
        switch phase {
        case .ready(let reason, let message):
            guard before.conditions["Ready"]?.status != "True" || before.conditions["Ready"]?.reason != reason else { return }
            record(.normal, reason, "Observe", message, visit)
        case .stalled(let reason, let message):
            let known = before.conditions["Stalled"]
            guard known?.status != "True" || known?.reason != reason || known?.message != StackPhase.bounded(message) else { return }
            let name = stack.flatMap { $0.status.isFailed ? $0.status.eventName : nil }
            record(.warning, name ?? reason, "Observe", message, visit)
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
