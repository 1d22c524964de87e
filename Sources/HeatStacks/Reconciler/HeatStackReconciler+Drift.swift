import ControllerRuntime
import KubernetesAPI
import KubernetesClient
import OpenStackAPI
import OpenStackClient

/// What somebody took away behind Heat's back.
///
/// It is seen by reading: Heat shows a resource's attributes as the service that holds it has them at that moment (a tenth of a second each), and
/// writes nothing. Heat's own `check` is an action: it takes the stack's status for seconds, in which no update may come, and marks a server that is
/// only stopped as failed, so that the next update replaces it. What is lost is marked one by one instead, and an update with the same spec mends it.
extension HeatStackReconciler {
    /// A resource that is no longer as Heat thinks.
    struct Lost: Sendable, Hashable {
        var name: String
        var resource: Heat.Resource
        var reason: String

        var description: String { "\(name) (\(resource.type) \(resource.physicalID)): \(reason)" }
    }

    /// How many resources are asked for at once.
    private static let looksAtOnce = 8
    /// How many are looked at in one go.
    private static let mostLooks = 400

    /// The stack is as the spec says: looks for what is lost when it is time, mends it, and reports.
    func settle(_ stack: Heat.Stack, _ visit: inout Visit) async throws -> ReconcileResult {
        memory.didSettle(visit.key)
        poller.forget(visit.key)
        visit.status.createAttempts = nil
        let ready = StackPhase.ready(reason: stack.status.eventName, message: "stack \(stack.name) is \(stack.status)")
        // What was lost is looked for at once when Heat has made it anew.
        let isLookDue =
            memory.isLookDue(visit.key, every: interval(visit.object), at: clock.elapsed())
            || (visit.status.conditions["Drifted"]?.status == "True" && visit.status.stackStatus != stack.status.text)
        if isLookDue || visit.status.resourceCount == nil || visit.status.stackStatus != stack.status.text {
            visit.resources = try await visit.heat.resources(stack.identity, nestedDepth: 5)
        }
        guard isLookDue, let resources = visit.resources else {
            try await report(stack, ready, at: .settled, &visit)
            return .requeue(after: pause(visit))
        }
        let lost = try await look(at: resources, visit)
        memory.didLook(visit.key, at: clock.elapsed())
        setDrifted(lost, &visit)
        if lost.isEmpty { memory.didFindAll(visit.key) }
        if lost.isEmpty || visit.object.spec.suspend || !memory.mayMend(visit.key, at: clock.elapsed()) {
            try await report(stack, ready, at: .looked, &visit)
            return .requeue(after: pause(visit))
        }
        return try await mend(lost, stack, ready, &visit)
    }

    private func look(at resources: [Heat.Resource], _ visit: Visit) async throws -> [Lost] {
        let named = ResourceTable.named(resources)
        // Marked before, and the process ended, or the update came to nothing.
        var lost = named.filter { $0.1.status.isFailed && PreviewSummary.isLeaf($0.1.type) }
            .map { Lost(name: $0.0, resource: $0.1, reason: $0.1.statusReason) }
        let candidates = named.filter { !$0.1.status.isFailed && Heat.ResourceView.tellsPresence($0.1.type) && !$0.1.physicalID.isEmpty }
            .prefix(Self.mostLooks)
        let heat = visit.heat
        lost += try await withThrowingTaskGroup(of: Lost?.self) { group in
            var found: [Lost] = []
            for (index, (name, resource)) in candidates.enumerated() {
                if index >= Self.looksAtOnce, let next = try await group.next(), let next { found.append(next) }
                group.addTask { try await Self.lost(name, resource, heat) }
            }
            for try await next in group { if let next { found.append(next) } }
            return found
        }
        return lost.sorted { $0.name < $1.name }
    }

    private static func lost(_ name: String, _ resource: Heat.Resource, _ heat: HeatClient) async throws -> Lost? {
        guard let stack = resource.stack, let view = try await heat.resource(stack, name: resource.name),
            view.resource.physicalID == resource.physicalID, case .lost(let reason) = view.presence
        else { return nil }
        return Lost(name: name, resource: resource, reason: reason)
    }

    private func setDrifted(_ lost: [Lost], _ visit: inout Visit) {
        let message = lost.prefix(10).map(\.description).joined(separator: "; ") + (lost.count > 10 ? "; and \(lost.count - 10) more" : "")
        visit.status.conditions.set(
            Condition(
                type: "Drifted", status: lost.isEmpty ? "False" : "True", observedGeneration: visit.object.metadata.generation,
                lastTransitionTime: clock.timeOfDay(), reason: lost.isEmpty ? "AsInHeat" : "ResourcesLost",
                message: StackPhase.bounded(lost.isEmpty ? "what Heat has made is there" : message)))
    }

    /// Marks what is lost and has Heat make it anew, if that replaces nothing else.
    private func mend(_ lost: [Lost], _ stack: Heat.Stack, _ ready: StackPhase, _ visit: inout Visit) async throws -> ReconcileResult {
        let list = lost.prefix(5).map(\.description).joined(separator: "; ")
        record(.warning, "StackDrifted", "Observe", "lost behind Heat's back: \(list)", visit)
        guard let built = try await prepare(&visit, name: stack.name) else { return pauseAfterRefusal(visit) }
        for one in lost where !one.resource.status.isFailed {
            guard let owner = one.resource.stack else { continue }
            try await writing(.markUnhealthy, visit.key) {
                try await visit.heat.markUnhealthy(owner, name: one.resource.name, reason: "ake: \(one.reason)")
            }
        }
        let update = try await visit.heat.previewUpdate(stack.identity, built.definition)
        let preview = try await PreviewSummary.real(update, of: stack.identity, visit.heat)
        let others = Self.beyond(lost, preview)
        guard others.isEmpty else {
            let note = "the repair would also replace \(others.joined(separator: ", ")): has the template changed? It is not made"
            record(.warning, "StackRepairRefused", "Update", note, visit)
            if var drifted = visit.status.conditions["Drifted"] {
                drifted.message = StackPhase.bounded(note + StallMessage.separator + drifted.message)
                drifted.reason = "RepairRefused"
                visit.status.conditions.set(drifted)
            }
            try await report(stack, ready, at: .repairRefused, &visit)
            return .requeue(after: pause(visit))
        }
        memory.didMend(visit.key, at: clock.elapsed())
        return try await send(built, to: stack, reason: "Repairing", &visit)
    }

    /// The names of what would be replaced besides what is lost.
    static func beyond(_ lost: [Lost], _ preview: PreviewSummary) -> [String] {
        var allowed = lost.map { Heat.UpdatePreview.Change(name: $0.resource.name, type: $0.resource.type) }
        return preview.replaced.filter { change in
            guard let index = allowed.firstIndex(of: change) else { return true }
            allowed.remove(at: index)
            return false
        }.map(\.name)
    }
}
