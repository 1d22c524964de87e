import KubernetesAPI

/// What is to be done for the stack of a group. Pure, as ``IngressPlan`` is.
///
/// The order matters to those who leave: a group's list says whom the nodes serve, and an Ingress may go as soon as it is not on it. So the last
/// one stays on the list until the stack is gone.
public enum GroupPlan {
    /// Everything that a decision needs.
    public struct Input: Sendable {
        /// The group.
        public var group: StackGroup
        /// Its names.
        public var names: IngressNames
        /// Its class; nil when there is none (any more).
        public var loadBalancerClass: LoadBalancerClass?
        /// The Ingresses that want to be in it and are accepted, the oldest first, each with what it asks for.
        public var members: [Member]
        /// The list as it is.
        public var list: IngressGroup?
        /// The HeatStack as it is, if it is the group's.
        public var heatStack: HeatStack?
        /// The nodes' identity and rights as the caches know them.
        public var access: ObservedAccess
        /// Until when the token in the Secret is good; `nil` when there is none.
        public var tokenExpires: Timestamp?
        /// The BGP peers that carry the group's label.
        public var peers: [BGPPeer]
        /// What the stack's nodes say that they serve.
        public var reports: [NodeReport] = []
        /// Whether a change of the class may reach the stack now; nil: nobody has asked.
        public var wave: ClassWave?
        /// The present time.
        public var now: Timestamp
    }

    /// An Ingress that wants to be in the group.
    public struct Member: Sendable, Hashable {
        /// The Ingress.
        public var ingress: Ingress
        /// What it asks for; nil when that cannot be used any more: what is served goes on being served.
        public var parameters: IngressParameters?
    }

    /// One step.
    public enum Action: Sendable, Hashable {
        /// A step that a stack of one has too.
        case stack(IngressPlan.Action)
        /// Writes the list.
        case writeList(IngressGroup)
        /// Removes the list: the last Ingress may go.
        case removeList
    }

    /// Decides.
    public static func actions(for input: Input) -> [Action] {
        if input.members.isEmpty { return ending(input) }
        // Without a class nothing new is begun, and nothing that runs is ended.
        guard let loadBalancerClass = input.loadBalancerClass else { return [] }
        if input.heatStack?.metadata.isBeingDeleted == true { return [] }
        var actions: [Action] = []
        let list = list(input)
        if input.list?.spec != list.spec { actions.append(.writeList(list)) }
        guard let parameters = parameters(input.members) else { return actions }
        let access = access(input, loadBalancerClass)
        guard let heatStack = input.heatStack else {
            let wanted = wanted(input.names, parameters, loadBalancerClass)
            return actions + [.stack(.applyAccess(access)), .stack(.renewCredential), .stack(.createHeatStack(wanted))]
        }
        guard let standing = standing(input.names, input.members, loadBalancerClass, heatStack, input.wave) else { return actions }
        let isScaling = standing.scales(heatStack)
        if isScaling {
            actions += [
                .stack(.applyAccess(access)), .stack(.renewCredential),
                .stack(.scaleHeatStack(uid: heatStack.metadata.uid, standing.claim)),
            ]
        } else if standing.differs(from: heatStack) {
            actions.append(.stack(.noteClass(uid: heatStack.metadata.uid, standing.claim)))
        }
        if !isScaling, !input.access.matches(access) {
            actions.append(.stack(.applyAccess(access)))
            if !input.access.serviceAccounts.contains(where: { $0.metadata.name == input.names.shared }) {
                actions.append(.stack(.renewCredential))
            }
        }
        if !actions.contains(.stack(.renewCredential)), IngressPlan.mayBootNodes(heatStack),
            input.tokenExpires.map({ $0.since(input.now) < IngressPlan.renewBefore }) ?? true
        {
            actions.append(.stack(.renewCredential))
        }
        return actions + IngressPlan.stale(heatStack, input.peers, input.reports).map { .stack($0) }
    }

    /// How the stack that lives stands to its class; nil when no member says anything that can be used.
    static func standing(
        _ names: IngressNames, _ members: [Member], _ loadBalancerClass: LoadBalancerClass, _ heatStack: HeatStack, _ wave: ClassWave?
    ) -> ClassStanding? {
        guard let parameters = parameters(members), let size = size(members, loadBalancerClass, heatStack) else { return nil }
        let oldest = members.first { $0.parameters != nil }
        return ClassStanding(
            size, wanted: wanted(names, parameters, loadBalancerClass), running: heatStack, wave: wave,
            annotations: oldest?.ingress.metadata.annotations ?? [:])
    }

    /// How many nodes the stack should have; nil when no member says.
    static func size(_ members: [Member], _ loadBalancerClass: LoadBalancerClass, _ heatStack: HeatStack) -> StackSize? {
        StackSize(
            asked: members.compactMap(\.parameters).map(\.askedReplicas), class: loadBalancerClass, running: StackClaim(heatStack))
    }

    /// Whether a change of the class waits for its turn.
    static func isWaiting(_ input: Input) -> Bool {
        guard let heatStack = input.heatStack, let loadBalancerClass = input.loadBalancerClass else { return false }
        return standing(input.names, input.members, loadBalancerClass, heatStack, input.wave)?.waiting != nil
    }

    /// What the oldest member, which decides, asks for and the stack that lives cannot take over.
    static func unchangeable(
        _ names: IngressNames, _ members: [Member], _ loadBalancerClass: LoadBalancerClass, _ heatStack: HeatStack
    ) -> [IngressProblem] {
        guard let parameters = parameters(members), let oldest = members.first(where: { $0.parameters != nil }) else { return [] }
        return DesiredHeatStack.unchangeable(
            wanted: wanted(names, parameters, loadBalancerClass), running: heatStack, annotations: oldest.ingress.metadata.annotations)
    }

    private static func wanted(_ names: IngressNames, _ parameters: IngressParameters, _ loadBalancerClass: LoadBalancerClass) -> HeatStack
    {
        DesiredHeatStack.make(
            names, subject: ["ingress_name": names.shared, "ingress_namespace": names.namespace, "ingress_group": names.shared],
            parameters: parameters, class: loadBalancerClass)
    }

    /// What a group's nodes are: as many as the member with the most asks for, otherwise as the oldest says.
    static func parameters(_ members: [Member]) -> IngressParameters? {
        let known = members.compactMap(\.parameters)
        guard var parameters = known.first else { return nil }
        parameters.replicas = known.map(\.replicas).max() ?? parameters.replicas
        return parameters
    }

    private static func ending(_ input: Input) -> [Action] {
        let revocation: [Action] = input.access.isEmpty ? [] : [.stack(.revokeAccess)]
        if let heatStack = input.heatStack {
            return revocation
                + (heatStack.metadata.isBeingDeleted ? [] : [.stack(.deleteHeatStack(uid: heatStack.metadata.uid))])
        }
        return revocation + input.peers.map { .stack(.deletePeer(name: $0.metadata.name)) }
            + input.reports.map { .stack(.deleteReport($0.key)) } + (input.list == nil ? [] : [.removeList])
    }

    private static func list(_ input: Input) -> IngressGroup {
        IngressGroup(
            metadata: input.names.metadata(),
            spec: .init(
                loadBalancerClass: input.group.className, group: input.group.name, namespace: input.group.namespace,
                members: input.members.map {
                    .init(
                        namespace: $0.ingress.metadata.namespace ?? "default", name: $0.ingress.metadata.name,
                        uid: $0.ingress.metadata.uid ?? "")
                }))
    }

    private static func access(_ input: Input, _ loadBalancerClass: LoadBalancerClass) -> NodeAccess {
        let running = input.heatStack?.spec.effectiveParams[DesiredHeatStack.replicas].flatMap { Int($0) } ?? 0
        let served = Dictionary(grouping: input.members.map(\.ingress)) { $0.metadata.namespace ?? "default" }
            .mapValues { NodeAccess.Served($0) }
        return NodeAccess(
            names: input.names, served: served, nodes: min(1000, max(running, loadBalancerClass.spec.replicas.max)),
            memberList: input.names.shared)
    }
}
