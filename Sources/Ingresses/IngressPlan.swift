import KubernetesAPI

/// What is to be done for an Ingress. Pure: everything that was seen goes in, the steps come out, in an order that may be cut off
/// after any of them and begun again.
public enum IngressPlan {
    /// Everything that a decision needs.
    public struct Input: Sendable {
        /// The Ingress; `nil` when there is none.
        public var ingress: Ingress?
        /// Whether it is ours.
        public var membership: IngressMembership
        /// The HeatStack of the Ingress' derived name, whoever owns it.
        public var heatStack: HeatStack?
        /// Whether the nodes' identity and rights exist.
        public var accessExists: Bool
        /// Until when the token in the Secret is good; `nil` when there is none.
        public var tokenExpires: Timestamp?
        /// The BGP peers that carry the Ingress' label.
        public var peers: [BGPPeer]
        /// The present time.
        public var now: Timestamp

        /// Makes an input.
        public init(
            ingress: Ingress?, membership: IngressMembership, heatStack: HeatStack? = nil, accessExists: Bool = false,
            tokenExpires: Timestamp? = nil, peers: [BGPPeer] = [], now: Timestamp
        ) {
            self.ingress = ingress
            self.membership = membership
            self.heatStack = heatStack
            self.accessExists = accessExists
            self.tokenExpires = tokenExpires
            self.peers = peers
            self.now = now
        }
    }

    /// One step.
    public enum Action: Sendable, Hashable {
        /// Puts our finalizer on the Ingress.
        case addFinalizer
        /// Makes the nodes' identity and rights what they should be.
        case applyAccess
        /// Gets a new token and puts the kubeconfig with it into the Secret.
        case renewCredential
        /// Creates the HeatStack.
        case createHeatStack(HeatStack)
        /// Sets the number of nodes of the HeatStack, if it is still the one of that UID.
        case scaleHeatStack(uid: String?, replicas: Int)
        /// Writes the address into the Ingress' status; `nil` takes it out.
        case setAddress(String?)
        /// Deletes the HeatStack, if it is still the one of that UID.
        case deleteHeatStack(uid: String?)
        /// Removes the BGP peer of a node that is gone.
        case deletePeer(name: String)
        /// Removes what reaches beyond the namespace: the ClusterRoleBinding.
        case revokeClusterAccess
        /// Takes our finalizer off the Ingress.
        case removeFinalizer
        /// Tells people.
        case event(warning: Bool, reason: String, note: String)
    }

    /// A token that is good for less than this is renewed while the stack still boots nodes with it.
    static let renewBefore: Duration = .seconds(1800)

    /// Decides.
    public static func actions(for input: Input) -> [Action] {
        guard let ingress = input.ingress else { return [] }
        let heatStack = input.heatStack.flatMap { isOwned($0, by: ingress) ? $0 : nil }
        if ingress.metadata.isBeingDeleted { return leaving(ingress, heatStack, input) }
        switch input.membership {
        case .foreign:
            return leaving(ingress, heatStack, input)
        case .misconfigured(let problem):
            return [event(problem)] + address(of: heatStack, in: ingress)
        case .member(let loadBalancerClass):
            return serving(ingress, loadBalancerClass, heatStack, input)
        }
    }

    private static func serving(
        _ ingress: Ingress, _ loadBalancerClass: LoadBalancerClass, _ heatStack: HeatStack?, _ input: Input
    ) -> [Action] {
        let (result, warnings) = IngressParameters.read(
            from: ingress.metadata.annotations, class: loadBalancerClass.spec, className: loadBalancerClass.metadata.name)
        var actions = warnings.map { event($0) }
        let parameters: IngressParameters
        switch result {
        case .failure(let problems):
            // What runs goes on running; what does not exist is not begun on a guess.
            return actions + problems.all.map { event($0) } + address(of: heatStack, in: ingress)
        case .success(let read):
            parameters = read
        }
        if !ingress.metadata.finalizers.contains(IngressNames.finalizer) { actions.append(.addFinalizer) }
        let wanted = DesiredHeatStack.of(ingress, parameters: parameters, class: loadBalancerClass.spec)
        guard let heatStack else {
            if let taken = input.heatStack {
                return warnings.map { event($0) } + [event(nameTaken(taken))]
            }
            return actions + [
                .applyAccess, .renewCredential, .createHeatStack(wanted),
                .event(
                    warning: false, reason: "StackRequested",
                    note: "asked for \(parameters.replicas) LB nodes of flavor \(parameters.flavor) by HeatStack \(wanted.metadata.name)"),
            ]
        }
        if heatStack.metadata.isBeingDeleted { return actions }
        actions += DesiredHeatStack.unchangeable(wanted: wanted, running: heatStack).map { event($0) }
        let running = heatStack.spec.params[DesiredHeatStack.replicas]
        if running != String(parameters.replicas) {
            // The new nodes' credential must be fresh before the stack is asked for them.
            actions += [
                .applyAccess, .renewCredential, .scaleHeatStack(uid: heatStack.metadata.uid, replicas: parameters.replicas),
                .event(
                    warning: false, reason: "ScaleRequested",
                    note: "asked for \(parameters.replicas) LB nodes instead of \(running ?? "?")"),
            ]
        } else if !input.accessExists {
            actions.append(.applyAccess)
        }
        if !actions.contains(.renewCredential), !isComplete(heatStack),
            input.tokenExpires.map({ $0.since(input.now) < renewBefore }) ?? true
        {
            actions.append(.renewCredential)
        }
        return actions + address(of: heatStack, in: ingress) + stalePeers(heatStack, input)
    }

    private static func leaving(_ ingress: Ingress, _ heatStack: HeatStack?, _ input: Input) -> [Action] {
        guard ingress.metadata.finalizers.contains(IngressNames.finalizer) else { return [] }
        if let heatStack {
            // The address goes first: soon nothing answers there. Later it may be the next controller's, whose it is not ours to remove.
            let isOurs = currentAddress(of: ingress) != nil && currentAddress(of: ingress) == stackAddress(of: heatStack)
            let withdrawal: [Action] = isOurs && !ingress.metadata.isBeingDeleted ? [.setAddress(nil)] : []
            return withdrawal + (heatStack.metadata.isBeingDeleted ? [] : [.deleteHeatStack(uid: heatStack.metadata.uid)])
        }
        return input.peers.map { Action.deletePeer(name: $0.metadata.name) } + [.revokeClusterAccess, .removeFinalizer]
    }

    private static func address(of heatStack: HeatStack?, in ingress: Ingress) -> [Action] {
        guard let address = heatStack.flatMap({ stackAddress(of: $0) }), currentAddress(of: ingress) != address else { return [] }
        return [
            .setAddress(address), .event(warning: false, reason: "AddressAssigned", note: "reachable at \(address)"),
        ]
    }

    private static func stalePeers(_ heatStack: HeatStack, _ input: Input) -> [Action] {
        guard isComplete(heatStack), let addresses = heatStack.status?.lastOutputs["server_addresses"]?.arrayValue else { return [] }
        let alive = Set(addresses.compactMap(\.stringValue))
        return input.peers.filter { peer in peer.spec?.peerIP.map { !alive.contains($0) } ?? true }
            .map { .deletePeer(name: $0.metadata.name) }
    }

    /// Whether Heat has finished, well, with what the HeatStack now asks for. `stackStatus` alone does not tell: until Heat has taken an
    /// update it is that of the action before, with the outputs of then.
    static func isComplete(_ heatStack: HeatStack) -> Bool {
        guard let status = heatStack.status, status.observedGeneration == heatStack.metadata.generation else { return false }
        return status.conditions["Ready"]?.status == "True"
    }

    private static func stackAddress(of heatStack: HeatStack) -> String? {
        heatStack.status?.lastOutputs["bigip_vsip"]?.stringValue.flatMap { $0.isEmpty ? nil : $0 }
    }

    private static func currentAddress(of ingress: Ingress) -> String? { ingress.status?.loadBalancer?.ingress?.first?.ip }

    private static func isOwned(_ heatStack: HeatStack, by ingress: Ingress) -> Bool {
        heatStack.metadata.controllerReference.map { $0.uid == ingress.metadata.uid } ?? false
    }

    private static func event(_ problem: IngressProblem) -> Action {
        .event(warning: true, reason: problem.reason.rawValue, note: problem.description)
    }

    private static func nameTaken(_ heatStack: HeatStack) -> IngressProblem {
        let owner = heatStack.metadata.controllerReference.map { "\($0.kind) \($0.name)" } ?? "nobody"
        return IngressProblem(
            .nameTaken, field: "HeatStack \(heatStack.key)", problem: "it exists and belongs to \(owner)",
            remedy: "Delete it, or rename the Ingress")
    }
}
