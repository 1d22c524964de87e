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
        /// The nodes' identity and rights as the caches know them.
        public var access: ObservedAccess
        /// Until when the token in the Secret is good; `nil` when there is none.
        public var tokenExpires: Timestamp?
        /// The BGP peers that carry the Ingress' label.
        public var peers: [BGPPeer]
        /// What the stack's nodes say that they serve.
        public var reports: [NodeReport] = []
        /// What has been reported so far.
        public var report: IngressStatusStatus?
        /// Whether a change of the class may reach the stack now; nil: nobody has asked.
        public var wave: ClassWave?
        /// What the Ingress sees of its group; nil when it has none.
        public var group: GroupView?
        /// Whether the nodes of any group are still told to serve it.
        public var isListed = false
        /// The present time.
        public var now: Timestamp

        /// Makes an input.
        public init(
            ingress: Ingress?, membership: IngressMembership, heatStack: HeatStack? = nil, access: ObservedAccess = ObservedAccess(),
            tokenExpires: Timestamp? = nil, peers: [BGPPeer] = [], report: IngressStatusStatus? = nil, wave: ClassWave? = nil,
            now: Timestamp
        ) {
            self.ingress = ingress
            self.membership = membership
            self.heatStack = heatStack
            self.access = access
            self.tokenExpires = tokenExpires
            self.peers = peers
            self.report = report
            self.wave = wave
            self.now = now
        }
    }

    /// One step.
    public enum Action: Sendable, Hashable {
        /// Puts our finalizer on the Ingress.
        case addFinalizer
        /// Makes the nodes' identity and rights what they should be.
        case applyAccess(NodeAccess)
        /// Gets a new token and puts the kubeconfig with it into the Secret.
        case renewCredential
        /// Creates the HeatStack.
        case createHeatStack(HeatStack)
        /// Sets the number of nodes of the HeatStack, if it is still the one of that UID.
        case scaleHeatStack(uid: String?, StackClaim)
        /// Notes on the HeatStack what of its class it has, if it is still the one of that UID. Its nodes are not concerned.
        case noteClass(uid: String?, StackClaim)
        /// Writes the address into the Ingress' status; `nil` takes it out.
        case setAddress(Ingress.LoadBalancer.Point?)
        /// Deletes the HeatStack, if it is still the one of that UID.
        case deleteHeatStack(uid: String?)
        /// Removes the BGP peer of a node that is gone.
        case deletePeer(name: String)
        /// Removes the report of a node that is gone.
        case deleteReport(ObjectKey)
        /// Takes identity, rights and credential back: from then on no node of the stack can ask anything.
        case revokeAccess
        /// Takes our finalizer off the Ingress.
        case removeFinalizer
        /// Tells people.
        case event(warning: Bool, reason: String, note: String)
    }

    /// A token that is good for less than this is renewed while the stack still boots nodes with it.
    static let renewBefore: Duration = .seconds(1800)

    /// The steps.
    public static func actions(for input: Input) -> [Action] { decide(input).actions }

    /// Decides.
    public static func decide(_ input: Input) -> IngressDecision {
        var decision = IngressDecision()
        guard let ingress = input.ingress else { return decision }
        let heatStack = input.heatStack.flatMap { isOwned($0, by: ingress) ? $0 : nil }
        if ingress.metadata.isBeingDeleted {
            decision.actions = leaving(ingress, heatStack, input)
            return decision
        }
        switch input.membership {
        case .foreign:
            decision.actions = leaving(ingress, heatStack, input)
        case .misconfigured(let problem):
            decision.problems = [problem]
            decision.actions = address(of: heatStack, in: ingress, input)
        case .member(let loadBalancerClass):
            decision.className = loadBalancerClass.metadata.name
            serving(ingress, loadBalancerClass, heatStack, input, &decision)
        }
        decision.actions = news(of: decision, input) + decision.actions
        return decision
    }

    private static func serving(
        _ ingress: Ingress, _ loadBalancerClass: LoadBalancerClass, _ heatStack: HeatStack?, _ input: Input,
        _ decision: inout IngressDecision
    ) {
        let (result, warnings) = IngressParameters.read(
            from: ingress.metadata.annotations, class: loadBalancerClass.spec, className: loadBalancerClass.metadata.name)
        decision.warnings = warnings
        guard case .success(let parameters) = result else {
            // What runs goes on running; what does not exist is not begun on a guess.
            if case .failure(let problems) = result { decision.problems = problems.all }
            decision.actions = address(of: heatStack, in: ingress, input)
            return
        }
        decision.parameters = parameters
        if parameters.group != nil { return sharing(ingress, parameters, heatStack, input, &decision) }
        if heatStack == nil, let taken = input.heatStack {
            decision.problems = [nameTaken(taken)]
            return
        }
        if !ingress.metadata.finalizers.contains(IngressNames.finalizer) { decision.actions.append(.addFinalizer) }
        let wanted = DesiredHeatStack.of(ingress, parameters: parameters, class: loadBalancerClass)
        let access = access(for: ingress, loadBalancerClass, heatStack)
        guard let heatStack else {
            decision.actions += [
                .applyAccess(access), .renewCredential, .createHeatStack(wanted),
                .event(
                    warning: false, reason: "StackRequested",
                    note: "asked for \(parameters.replicas) LB nodes of flavor \(parameters.flavor) by HeatStack \(wanted.metadata.name)"),
            ]
            return
        }
        if heatStack.metadata.isBeingDeleted { return }
        let annotations = ingress.metadata.annotations
        decision.problems = DesiredHeatStack.unchangeable(wanted: wanted, running: heatStack, annotations: annotations)
        decision.warnings += scaledDirectly(heatStack, parameters)
        let size = StackSize(asked: [parameters.askedReplicas], class: loadBalancerClass, running: StackClaim(heatStack))
        if let size {
            let standing = ClassStanding(size, wanted: wanted, running: heatStack, wave: input.wave, annotations: annotations)
            decision.older = standing.older
            decision.waiting = standing.waiting
            adjust(ingress, heatStack, standing, access, input, &decision)
        }
        if !decision.actions.contains(.renewCredential), mayBootNodes(heatStack),
            input.tokenExpires.map({ $0.since(input.now) < renewBefore }) ?? true
        {
            decision.actions.append(.renewCredential)
        }
        decision.actions += address(of: heatStack, in: ingress, input) + stale(heatStack, input.peers, input.reports)
    }

    // The group's own reconcile makes the stack; here is what concerns the Ingress alone.
    private static func sharing(
        _ ingress: Ingress, _ parameters: IngressParameters, _ own: HeatStack?, _ input: Input, _ decision: inout IngressDecision
    ) {
        if !ingress.metadata.finalizers.contains(IngressNames.finalizer) { decision.actions.append(.addFinalizer) }
        let view = input.group ?? GroupView()
        decision.problems = view.conflicts
        let serves = view.isListed && view.heatStack.map(isComplete) == true
        if let own {
            // From before it joined: it serves until the group's nodes do.
            if serves, !own.metadata.isBeingDeleted { decision.actions += [.revokeAccess, .deleteHeatStack(uid: own.metadata.uid)] }
        } else if !input.access.isEmpty {
            decision.actions.append(.revokeAccess)
        }
        decision.actions += address(of: serves || own == nil ? view.heatStack : own, in: ingress, input)
        guard serves || own == nil else { return }
        decision.older = view.older
        decision.waiting = view.waiting
        if let heatStack = view.heatStack { decision.warnings += scaledDirectly(heatStack, parameters) }
    }

    // The number is not in the words, for an autoscaler changes it all day long.
    private static func scaledDirectly(_ heatStack: HeatStack, _ parameters: IngressParameters) -> [IngressProblem] {
        guard heatStack.spec.replicas != nil, !parameters.followsClass else { return [] }
        let name = "heatstack \(heatStack.metadata.name) -n \(heatStack.metadata.namespace ?? "default")"
        let patch = "kubectl patch \(name) --type=merge -p '{\"spec\":{\"replicas\":null}}'"
        return [
            IngressProblem(
                .scaledDirectly, field: IngressAnnotation.replicas.rawValue,
                problem: "HeatStack \(heatStack.key) has a number of its own in spec.replicas (kubectl scale, an autoscaler), which counts",
                remedy: "To let the annotation count, end the autoscaler, then \(patch)")
        ]
    }

    private static func adjust(
        _ ingress: Ingress, _ heatStack: HeatStack, _ standing: ClassStanding, _ access: NodeAccess, _ input: Input,
        _ decision: inout IngressDecision
    ) {
        let claim = standing.claim
        if standing.scales(heatStack) {
            let before = StackClaim(heatStack)
            let reason = before.map { $0.className == claim.className && $0.classReplicas != claim.classReplicas } ?? false
            // The new nodes' credential must be fresh before the stack is asked for them.
            decision.actions += [
                .applyAccess(access), .renewCredential, .scaleHeatStack(uid: heatStack.metadata.uid, claim),
                .event(
                    warning: false, reason: "ScaleRequested",
                    note: "asked for \(claim.replicas) LB nodes instead of \(before.map { "\($0.replicas)" } ?? "?")"
                        + (reason ? ", as the class now says" : "")),
            ]
            return
        }
        if standing.differs(from: heatStack) { decision.actions.append(.noteClass(uid: heatStack.metadata.uid, claim)) }
        guard !input.access.matches(access) else { return }
        decision.actions.append(.applyAccess(access))
        let names = IngressNames(ingress: ingress)
        if !input.access.serviceAccounts.contains(where: { $0.metadata.name == names.shared }) {
            // The token in the Secret died with its ServiceAccount, and the next node would start with it.
            decision.actions.append(.renewCredential)
        }
    }

    // Room for as many nodes as the class allows, and for those that run: the class may have become smaller.
    private static func access(for ingress: Ingress, _ loadBalancerClass: LoadBalancerClass, _ heatStack: HeatStack?) -> NodeAccess {
        let running = heatStack?.spec.effectiveParams[DesiredHeatStack.replicas].flatMap { Int($0) } ?? 0
        let names = IngressNames(ingress: ingress)
        return NodeAccess(
            names: names, served: [names.namespace: NodeAccess.Served([ingress])],
            nodes: min(1000, max(running, loadBalancerClass.spec.replicas.max)))
    }

    private static func leaving(_ ingress: Ingress, _ heatStack: HeatStack?, _ input: Input) -> [Action] {
        guard ingress.metadata.finalizers.contains(IngressNames.finalizer) else { return [] }
        // Nodes serve on with what they have until they end; they have nothing more to ask.
        let revocation: [Action] = input.access.isEmpty ? [] : [.revokeAccess]
        if let heatStack {
            // The address goes first: soon nothing answers there. Later it may be the next controller's, whose it is not ours to remove.
            let current = currentPoint(of: ingress)?.ip
            let isOurs = current != nil && current == stackAddress(of: heatStack)
            let withdrawal: [Action] = isOurs && !ingress.metadata.isBeingDeleted ? [.setAddress(nil)] : []
            return withdrawal + revocation
                + (heatStack.metadata.isBeingDeleted ? [] : [.deleteHeatStack(uid: heatStack.metadata.uid)])
        }
        // An address of its group that it takes along no longer is its own.
        let ip = currentPoint(of: ingress)?.ip
        let withdrawal: [Action] =
            input.isListed && !ingress.metadata.isBeingDeleted && ip != nil && ip == input.report?.address ? [.setAddress(nil)] : []
        // The nodes of its group are told first.
        let release: [Action] = input.isListed ? [] : [.removeFinalizer]
        return withdrawal + revocation + input.peers.map { Action.deletePeer(name: $0.metadata.name) }
            + input.reports.map { Action.deleteReport($0.key) } + release
    }

    private static func address(of heatStack: HeatStack?, in ingress: Ingress, _ input: Input) -> [Action] {
        guard let heatStack, let address = stackAddress(of: heatStack) else { return [] }
        let port = heatStack.spec.params["http_port"].flatMap { Int($0) } ?? 80
        let point = Ingress.LoadBalancer.Point(ip: address, hostname: input.report?.hostname, ports: [.init(port: port)])
        let current = currentPoint(of: ingress)
        guard current != point else { return [] }
        let news = Action.event(warning: false, reason: "AddressAssigned", note: "reachable at \(address)")
        return [.setAddress(point)] + (current?.ip == address ? [] : [news])
    }

    // A problem is told once: as long as the report says the same, so did the Event.
    private static func news(of decision: IngressDecision, _ input: Input) -> [Action] {
        let accepted = IngressReport.accepted(decision)
        if let told = input.report?.conditions[IngressReport.ConditionType.accepted.rawValue], told.status == accepted.status,
            told.message == accepted.message
        {
            return []
        }
        return (decision.warnings + decision.problems).map { event($0) }
    }

    /// Removes what nodes have left behind that are not among the stack's any more.
    static func stale(_ heatStack: HeatStack, _ peers: [BGPPeer], _ reports: [NodeReport]) -> [Action] {
        guard isComplete(heatStack), let addresses = heatStack.status?.lastOutputs["server_addresses"]?.arrayValue else { return [] }
        let alive = Set(addresses.compactMap(\.stringValue))
        return peers.filter { peer in peer.spec?.peerIP.map { !alive.contains($0) } ?? true }
            .map { .deletePeer(name: $0.metadata.name) } + reports.filter { !alive.contains($0.address) }.map { .deleteReport($0.key) }
    }

    /// Whether nodes may be made of the credential in the Secret without our asking for them first: while Heat is at work, and at any time where
    /// somebody scales the stack directly.
    static func mayBootNodes(_ heatStack: HeatStack) -> Bool { !isComplete(heatStack) || heatStack.spec.replicas != nil }

    /// Whether Heat has finished, well, with what the HeatStack now asks for. `stackStatus` alone does not tell: until Heat has taken an
    /// update it is that of the action before, with the outputs of then.
    static func isComplete(_ heatStack: HeatStack) -> Bool {
        guard let status = heatStack.status, status.observedGeneration == heatStack.metadata.generation else { return false }
        return status.conditions["Ready"]?.status == "True"
    }

    static func stackAddress(of heatStack: HeatStack) -> String? {
        heatStack.status?.lastOutputs["bigip_vsip"]?.stringValue.flatMap { $0.isEmpty ? nil : $0 }
    }

    private static func currentPoint(of ingress: Ingress) -> Ingress.LoadBalancer.Point? {
        ingress.status?.loadBalancer?.ingress?.first
    }

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
