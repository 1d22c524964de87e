import ControllerRuntime
import FoundationEssentials
import JSON
import KubernetesAPI
import KubernetesClient
import Logging

/// Gathers what is of a group, asks ``GroupPlan`` and does what it says.
struct GroupReconciler: Sendable {
    let client: KubernetesClient
    let caches: IngressCaches
    let groups: GroupCaches
    let credentials: NodeCredentials
    let keeper: AccessKeeper
    let events: EventRecorder
    let logger: Logger

    func reconcile(_ group: StackGroup) async throws -> ReconcileResult {
        guard let names = groups.names(of: group) else { return .requeue(after: .seconds(1)) }
        let input = try await gather(group, names)
        let actions = GroupPlan.actions(for: input)
        do {
            for action in actions { try await perform(action, input) }
        } catch let problem as IngressProblem {
            for member in input.members {
                events.record(
                    .warning, on: member.ingress.reference, reason: problem.reason.rawValue, action: "Reconcile", note: problem.description)
            }
            return .requeue(after: .seconds(60))
        }
        if GroupPlan.isWaiting(input) { return .requeue(after: ClassWave.interval) }
        let mayBootNodes = input.heatStack.map { IngressPlan.mayBootNodes($0) } ?? false
        return mayBootNodes || actions.contains(.stack(.renewCredential)) ? .requeue(after: .seconds(600)) : .done
    }

    private func gather(_ group: StackGroup, _ names: IngressNames) async throws -> GroupPlan.Input {
        let loadBalancerClass = caches.loadBalancerClasses.store[ObjectKey(name: group.className)]
        let members = groups.members(of: group)
        var list = caches.groups.store[names.key]
        var heatStack = caches.heatStacks.store[names.key]
        if members.isEmpty {
            // About to let go for good: the caches may not know yet of what was made a moment ago.
            list = try await client.getIfPresent(IngressGroup.self, names.shared, namespace: names.namespace)
            heatStack = try await client.getIfPresent(HeatStack.self, names.shared, namespace: names.namespace)
        }
        heatStack = heatStack.flatMap { names.own($0.metadata) ? $0 : nil }
        var input = GroupPlan.Input(
            group: group, names: names, loadBalancerClass: loadBalancerClass, members: members, list: list, heatStack: heatStack,
            access: caches.access(of: names), tokenExpires: nil, peers: [], now: Timestamp(seconds: Int64(Date().timeIntervalSince1970)))
        input.reports = caches.reports(ofStack: names.uid)
        if let heatStack, let loadBalancerClass {
            input.wave = ClassWaves(caches: caches, groups: groups).wave(for: heatStack, of: loadBalancerClass, now: input.now)
        }
        if let heatStack, IngressPlan.mayBootNodes(heatStack) {
            let secret = try await client.getIfPresent(Secret.self, names.shared, namespace: names.namespace)
            input.tokenExpires = secret?.metadata.annotations[IngressNames.expiryAnnotation].flatMap { Timestamp($0) }
        }
        if heatStack.map({ IngressPlan.isComplete($0) }) ?? (list != nil) {
            input.peers = try await PeerList(client: client).peers(of: names.uid)
        }
        return input
    }

    private func perform(_ action: GroupPlan.Action, _ input: GroupPlan.Input) async throws {
        let names = input.names
        switch action {
        case .writeList(let list):
            logger.info("group \(names.key): \(list.spec.members.count) Ingresses")
            if input.list != nil {
                let body: JSONValue = ["spec": try JSONValue(encoding: list.spec)]
                try await client.patch(IngressGroup.self, names.shared, namespace: names.namespace, with: .merge(body))
            } else {
                do {
                    try await client.create(list)
                } catch let error as KubernetesError where error.isAlreadyExists {
                    // Made before a crash: the cache will tell, and the plan compares.
                }
            }
        case .removeList:
            logger.info("group \(names.key): ended")
            try await ignoringAbsence { try await client.delete(IngressGroup.self, names.shared, namespace: names.namespace) }
        case .stack(let action):
            logger.info("group \(names.key): \(action.summary)")
            try await perform(action, input)
        }
    }

    private func perform(_ action: IngressPlan.Action, _ input: GroupPlan.Input) async throws {
        let names = input.names
        switch action {
        case .applyAccess(let access): try await keeper.apply(access, over: input.access, names)
        case .renewCredential: try await credentials.renew(names)
        case .createHeatStack(let heatStack):
            do {
                try await client.create(heatStack, options: WriteOptions(fieldManager: IngressReconciler.fieldManager))
            } catch let error as KubernetesError where error.isAlreadyExists {
                // Ours from before a crash, or somebody else's, which is then never looked at.
            }
        case .scaleHeatStack(let uid, let claim), .noteClass(let uid, let claim):
            try await client.claim(claim, of: names.key, uid: uid)
        case .deleteHeatStack(let uid):
            try await ignoringAbsence {
                try await client.delete(
                    HeatStack.self, names.shared, namespace: names.namespace,
                    options: DeleteOptions(propagationPolicy: .background, preconditions: .init(uid: uid)))
            }
        case .deletePeer(let name): try await ignoringAbsence { try await client.delete(BGPPeer.self, name) }
        case .deleteReport(let key):
            try await ignoringAbsence { try await client.delete(NodeReport.self, key.name, namespace: key.namespace) }
        case .revokeAccess: try await keeper.revoke(input.access, names)
        case .addFinalizer, .removeFinalizer, .setAddress, .event:
            // An Ingress' own concern.
            break
        }
    }

    private func ignoringAbsence(_ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let error as KubernetesError where error.isNotFound {}
    }
}
