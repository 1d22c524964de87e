import KubernetesAPI

/// Turns what an ``IngressPlan`` decided, and how the stack is doing, into the conditions that people read (docs/ingress.md).
public enum IngressReport {
    /// The conditions; `DNSReady` is written by the names' controller.
    public enum ConditionType: String, Sendable, CaseIterable {
        /// The summary: everything else that is asked for is true.
        case ready = "Ready"
        /// Class and annotations are understood and allowed.
        case accepted = "Accepted"
        /// The nodes run and answer behind their address.
        case stackReady = "StackReady"
        /// The stack is as its class says today.
        case upToDate = "UpToDate"
        /// The nodes serve what the Ingress says now.
        case programmed = "Programmed"
        /// The hosts have their names.
        case dnsReady = "DNSReady"
    }

    /// One condition without its times.
    struct Verdict: Sendable, Hashable {
        var status: String
        var reason: String
        var message: String

        init(_ status: Bool?, _ reason: String, _ message: String) {
            self.status = status.map { $0 ? "True" : "False" } ?? "Unknown"
            self.reason = reason
            // The API's limit.
            self.message = message.utf8.count <= 4096 ? message : String(message.prefix(1000)) + "..."
        }
    }

    /// The report after a decision.
    ///
    /// - Parameters:
    ///   - known: what has been reported so far, the names' condition among it.
    ///   - names: whether the class gives names.
    ///   - reports: what the stack's nodes say that they serve.
    /// - Returns: the report, and how soon to look again though nothing changes.
    static func of(
        _ ingress: Ingress, _ decision: IngressDecision, heatStack: HeatStack?, known: IngressStatusStatus?, names: Bool,
        reports: [NodeReport] = [], now: Timestamp
    ) -> (status: IngressStatusStatus, lookAgain: Duration?) {
        var status = IngressStatusStatus(
            observedGeneration: ingress.metadata.generation, loadBalancerClass: decision.className ?? known?.loadBalancerClass,
            heatStack: heatStack?.key.description,
            replicas: heatStack?.spec.effectiveParams[DesiredHeatStack.replicas].flatMap { Int($0) } ?? decision.parameters?.replicas,
            address: heatStack.flatMap { IngressPlan.stackAddress(of: $0) })
        let accepted = accepted(decision)
        let stack = stackReady(heatStack, decision)
        let dns = names ? known?.conditions[ConditionType.dnsReady.rawValue] : nil
        let (programmed, lookAgain) = programmed(ingress, stack, heatStack, reports, known, now)
        let verdicts: [(ConditionType, Verdict)] = [
            (.ready, ready(accepted, stack, hasAddress: status.address != nil, waitsForNames: names, dns)), (.accepted, accepted),
            (.stackReady, stack), (.upToDate, upToDate(heatStack, decision)), (.programmed, programmed),
        ]
        var conditions = known?.conditions ?? []
        for (type, verdict) in verdicts {
            conditions.set(
                Condition(
                    type: type.rawValue, status: verdict.status, observedGeneration: ingress.metadata.generation, lastTransitionTime: now,
                    reason: verdict.reason, message: verdict.message))
        }
        status.conditions = verdicts.compactMap { type, _ in conditions[type.rawValue] }
        return (status, lookAgain)
    }

    static func accepted(_ decision: IngressDecision) -> Verdict {
        let odd = decision.warnings.map(\.description)
        if let first = decision.problems.first {
            return Verdict(false, first.reason.rawValue, (decision.problems.map(\.description) + odd).joined(separator: "; "))
        }
        return Verdict(true, "Accepted", odd.joined(separator: "; "))
    }

    private static func stackReady(_ heatStack: HeatStack?, _ decision: IngressDecision) -> Verdict {
        guard let heatStack else {
            return decision.problems.isEmpty
                ? Verdict(false, "StackRequested", "the HeatStack is being made")
                : Verdict(false, "NoStack", "there are no nodes, and none are made before the Ingress is accepted")
        }
        if heatStack.metadata.isBeingDeleted {
            return Verdict(false, "StackDeleting", "HeatStack \(heatStack.key) is being deleted; a new one follows when it is gone")
        }
        if IngressPlan.isComplete(heatStack) {
            return Verdict(true, "StackReady", "\(heatStack.spec.effectiveParams[DesiredHeatStack.replicas] ?? "?") nodes run")
        }
        let conditions = heatStack.status?.conditions ?? []
        if let stalled = conditions["Stalled"], stalled.status == "True" { return Verdict(false, stalled.reason, stalled.message) }
        if let working = conditions["Reconciling"], working.status == "True" { return Verdict(false, working.reason, working.message) }
        return Verdict(false, "StackPending", "HeatStack \(heatStack.key) has not been taken up yet")
    }

    private static func upToDate(_ heatStack: HeatStack?, _ decision: IngressDecision) -> Verdict {
        guard let heatStack else { return Verdict(nil, "NoStack", "there is nothing yet that could be out of date") }
        if let waiting = decision.waiting { return Verdict(false, "WaitingForRollout", waiting) }
        if decision.older.isEmpty {
            let scaled =
                "spec.replicas of HeatStack \(heatStack.key) (kubectl scale, an autoscaler) decides the number of nodes, not the class"
            return Verdict(true, "UpToDate", heatStack.spec.replicas == nil ? "" : scaled)
        }
        let remedy =
            decision.parameters?.group == nil
            ? "delete the Ingress and apply it again, or make a second one and move the traffic"
            : "move the group's Ingresses to a group of another name"
        return Verdict(
            false, "ClassChanged",
            "the nodes were made with other values of \(decision.older.joined(separator: ", ")) than the class has now, and Heat could rebuild "
                + "all of them at once: only new stacks have the new ones. To have them here, \(remedy)")
    }

    private static func programmed(
        _ ingress: Ingress, _ stack: Verdict, _ heatStack: HeatStack?, _ reports: [NodeReport], _ known: IngressStatusStatus?,
        _ now: Timestamp
    ) -> (Verdict, Duration?) {
        guard stack.status == "True" else { return (Verdict(false, "StackNotReady", "no node is known to serve yet"), nil) }
        let addresses = heatStack?.status?.lastOutputs["server_addresses"]?.arrayValue?.compactMap(\.stringValue)
        return Programming(ingress, addresses: addresses, reports: reports)
            .verdict(known: known?.conditions[ConditionType.programmed.rawValue], now: now)
    }

    private static func ready(
        _ accepted: Verdict, _ stack: Verdict, hasAddress: Bool, waitsForNames: Bool, _ dns: Condition?
    ) -> Verdict {
        for verdict in [accepted, stack] where verdict.status != "True" { return verdict }
        guard hasAddress else { return Verdict(false, "NoAddress", "the stack has no output bigip_vsip yet") }
        if waitsForNames, dns?.status != "True" {
            return Verdict(false, dns?.reason ?? "NamesPending", dns?.message ?? "the hosts' names are not published yet")
        }
        return Verdict(true, "Ready", "")
    }
}
