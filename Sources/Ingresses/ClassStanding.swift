import KubernetesAPI

/// How a stack that lives stands to its class: what is claimed of it, what has to wait, and what will never reach it. Pure.
struct ClassStanding: Sendable, Hashable {
    /// What is to be claimed.
    let claim: StackClaim
    /// Why a change of the class has not reached the stack yet; nil: none is on its way.
    let waiting: String?
    /// The fields of the class that differ from what the stack was made with and cannot reach it.
    let older: [String]

    /// Compares.
    ///
    /// - Parameters:
    ///   - wanted: the HeatStack as it would be made today.
    ///   - wave: whether its turn has come; nil: nobody has asked.
    ///   - annotations: those of the Ingress that decides the flavor.
    init(_ size: StackSize, wanted: HeatStack, running: HeatStack, wave: ClassWave?, annotations: [String: String]) {
        let isGranted = wave?.granted.contains(running.key) == true
        let (claim, waits) = size.claim(isGranted: isGranted, isScaled: running.spec.replicas != nil)
        self.claim = claim
        self.waiting = waits ? wave?.reason ?? "the class has changed" : nil
        self.older = DesiredHeatStack.older(wanted: wanted, running: running, annotations: annotations)
    }

    /// Whether the stack is asked for another number of nodes with it: the new ones need a fresh credential first.
    func scales(_ running: HeatStack) -> Bool { running.spec.replicas == nil && StackClaim(running)?.replicas != claim.replicas }

    /// Whether the HeatStack does not say yet what is claimed.
    func differs(from running: HeatStack) -> Bool {
        StackClaim(running)?.replicas != claim.replicas || claim.annotations.contains { running.metadata.annotations[$0.key] != $0.value }
    }
}
