import KubernetesAPI

/// How many nodes a stack should have: at once, and when its turn in the class' wave has come. Pure.
///
/// What developers change counts at once; what the class changes waits. So the number is computed twice: with the class' number as the stack has
/// taken it up, and as it is now.
struct StackSize: Sendable, Hashable {
    /// What is claimed without waiting.
    let now: StackClaim
    /// What is claimed when the wave lets it.
    let later: StackClaim
    /// Whether the class' number decides, or did.
    let followsClass: Bool

    /// Computes it; nil when no Ingress says anything that can be used.
    ///
    /// - Parameters:
    ///   - asked: for each Ingress of the stack the number that it gives itself; nil for the class'.
    ///   - running: what is claimed of the stack so far; nil when it is to be made.
    init?(asked: [Int?], class loadBalancerClass: LoadBalancerClass, running: StackClaim?) {
        let name = loadBalancerClass.metadata.name
        let current = loadBalancerClass.spec.replicas.default
        // Another class is the developer's choice, and no change of a class.
        let known = running.flatMap { $0.className == name || $0.className.isEmpty ? $0.classReplicas : nil } ?? current
        guard let before = asked.map({ $0 ?? known }).max(), let after = asked.map({ $0 ?? current }).max() else { return nil }
        let own = asked.compactMap { $0 }.max() ?? 0
        self.followsClass = asked.contains(nil) && max(known, current) > own
        self.later = StackClaim(className: name, classReplicas: current, replicas: after)
        // A change of the class without an effect here has nothing to wait for.
        self.now = before == after ? later : StackClaim(className: name, classReplicas: known, replicas: before)
    }

    /// Whether the class has changed what this stack should have, and the stack does not know yet.
    var isOutdated: Bool { now != later }

    /// What should be claimed, and whether something has to wait.
    ///
    /// - Parameter isScaled: whether somebody scales the stack directly, so that the claim is without effect.
    func claim(isGranted: Bool, isScaled: Bool) -> (claim: StackClaim, waits: Bool) {
        isGranted || isScaled || !isOutdated ? (later, false) : (now, true)
    }
}
