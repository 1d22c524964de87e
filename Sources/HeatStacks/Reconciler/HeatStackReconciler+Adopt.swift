import ControllerRuntime
import KubernetesAPI
import KubernetesClient
import OpenStackAPI
import OpenStackClient

/// Taking over a stack that exists, and letting go of one that stays.
extension HeatStackReconciler {
    /// What is known of the stack that `spec.adopt` names; one that carries this object's tag already goes to `stacks`.
    func adoptionTarget(_ visit: Visit, _ stacks: inout [Heat.Stack]) async throws -> HeatStackSituation.Adoption {
        guard let target = visit.object.spec.adopt, visit.status.stackID == nil else { return .none }
        var rows = try await visit.heat.stacks(.init(name: target))
        if rows.isEmpty { rows = try await visit.heat.stacks(.init(id: target)) }
        guard let row = rows.first(where: { !$0.status.isGone }), let stack = try await visit.heat.stack(row.identity) else {
            return .missing
        }
        if stack.tags.contains(visit.rule.ownerTag) {
            stacks.append(stack)
            return .none
        }
        let prefix = StackIdentityRule.ownerPrefix
        for owner in stack.tags where owner.hasPrefix(prefix) {
            if let other = store.all.first(where: { $0.metadata.uid == String(owner.dropFirst(prefix.count)) }) {
                return .taken(stack, owner: "\(other.key)")
            }
        }
        return .free(stack)
    }

    /// Takes the stack over if the first update would change nothing, else says what it would change.
    func adopt(_ stack: Heat.Stack, _ visit: inout Visit) async throws -> ReconcileResult {
        guard let built = try await prepare(&visit, name: stack.name) else { return pauseAfterRefusal(visit) }
        let difference: String?
        do {
            let update = try await visit.heat.previewUpdate(stack.identity, built.definition)
            let preview = try await PreviewSummary.real(update, of: stack.identity, visit.heat)
            difference = Self.difference(of: stack, built, preview, isSecret: Set(visit.object.spec.paramsFrom.map(\.name)))
        } catch let error as OpenStackError {
            return try await refused(error, &visit)
        }
        if let difference {
            memory.refuse(visit.key, spec: visit.rule.specTag, until: clock.elapsed() + .seconds(120))
            let message =
                "stack \(stack.identity) is not as the spec says: \(difference)" + StallMessage.separator
                + "Make spec and stack alike, then it is taken over; it is looked at again within two minutes."
            try await report(nil, .stalled(reason: "AdoptionRefused", message: message), at: .adoptionRefused, &visit)
            return .requeue(after: .seconds(120))
        }
        visit.status.stackID = stack.id
        visit.status.stackName = stack.name
        record(.normal, "StackAdopted", "Adopt", "stack \(stack.identity) is as the spec says and is taken over", visit)
        try await report(stack, .reconciling(reason: "Adopting", message: "the stack gets this object's tags"), at: .adoptionBegun, &visit)
        return .requeue(after: .milliseconds(1))
    }

    /// What the first update would change; nil if nothing. Parameters whose values are secret are not compared: Heat shows none.
    static func difference(
        of stack: Heat.Stack, _ built: StackDefinitionBuilder.Built, _ preview: PreviewSummary, isSecret: Set<String>
    ) -> String? {
        var parts: [String] = []
        for (name, value) in built.definition.parameters.sorted(by: { $0.key < $1.key }) where !isSecret.contains(name) {
            let wanted = value.stringValue ?? value.serializedString
            guard let now = stack.parameters[name], now != wanted, !now.allSatisfy({ $0 == "*" }) else { continue }
            parts.append("parameter \(name) is \"\(now.prefix(80))\", not \"\(wanted.prefix(80))\"")
        }
        if !preview.isEmpty { parts.append("Heat's preview: " + preview.description) }
        return parts.isEmpty ? nil : parts.joined(separator: "; ")
    }

    /// Lets the object go and leaves the stack, without a word to Heat: it may be gone for good.
    func letGo(_ object: HeatStack, _ status: HeatStackStatus) async throws -> ReconcileResult {
        let live = try await client.getIfPresent(HeatStack.self, object.metadata.name, namespace: object.metadata.namespace)
        guard let live, live.metadata.uid == object.metadata.uid, live.spec.deletionPolicy == .retain else {
            return .requeue(after: .milliseconds(200))
        }
        try await writing(.letGoObject, object.key) { try await client.removeFinalizer(AKE.heatStackFinalizer, from: live) }
        let stack = status.stackID.map { "stack \(status.stackName ?? "")/\($0)" } ?? "whatever stack there is"
        recorder.record(
            .normal, on: object.reference, reason: "StackRetained", action: "Retain",
            note: "\(stack) stays in Heat, since spec.deletionPolicy is Retain")
        memory.forget(object.key)
        poller.forget(object.key)
        return .done
    }
}
