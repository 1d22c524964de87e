import ControllerRuntime
import FoundationEssentials
import JSON
import KubernetesAPI
import KubernetesClient
import Logging

/// Gathers what is, asks ``IngressPlan`` and does what it says.
struct IngressReconciler: Reconciler {
    static let fieldManager = "ake-ingress-controller"

    let client: KubernetesClient
    let caches: IngressCaches
    let kubeconfig: NodeKubeconfig
    let groups: GroupCaches
    let events: EventRecorder
    let logger: Logger

    func reconcile(_ key: ObjectKey) async throws -> ReconcileResult {
        if let group = StackGroup(key) { return try await groupReconciler.reconcile(group) }
        guard let ingress = caches.ingresses.store[key] else { return .done }
        let input = try await gather(ingress)
        var decision = IngressPlan.decide(input)
        do {
            for action in decision.actions { try await perform(action, on: ingress, input) }
        } catch let problem as IngressProblem {
            // Something of a name that is needed is somebody else's: the rest has to wait until a person has looked.
            decision.problems.append(problem)
            tell(problem, about: ingress, known: input.report, decision)
        }
        let lookAgain = try await report(decision, on: ingress, input)
        if let pause = pause(after: decision, input) { return .requeue(after: lookAgain.map { min($0, pause) } ?? pause) }
        return lookAgain.map { .requeue(after: $0) } ?? .done
    }

    private func pause(after decision: IngressDecision, _ input: IngressPlan.Input) -> Duration? {
        if decision.problems.contains(where: { $0.reason == .nameTaken }) { return .seconds(60) }
        if decision.waiting != nil { return ClassWave.interval }
        // While nodes may boot, their token is looked at again before it runs out.
        let mayBootNodes = input.heatStack.map { IngressPlan.mayBootNodes($0) } ?? false
        return mayBootNodes || decision.actions.contains(.renewCredential) ? .seconds(600) : nil
    }

    private func gather(_ ingress: Ingress) async throws -> IngressPlan.Input {
        let names = IngressNames(ingress: ingress)
        let membership = caches.membership(of: ingress)
        var heatStack = caches.heatStacks.store[names.key]
        let isHeld = ingress.metadata.finalizers.contains(IngressNames.finalizer)
        if heatStack == nil, isHeld, ingress.metadata.isBeingDeleted || membership == .foreign {
            // About to let go for good: the cache may not know yet of a HeatStack made a moment ago.
            heatStack = try await client.getIfPresent(HeatStack.self, names.shared, namespace: names.namespace)
        }
        var input = IngressPlan.Input(
            ingress: ingress, membership: membership, heatStack: heatStack, report: ownStatus(of: ingress)?.status, now: Self.now())
        input.group = groups.group(of: ingress).map { groups.view(of: ingress, $0, now: input.now) }
        guard isHeld else { return input }
        input.isListed = !groups.lists(with: ingress).isEmpty
        input.reports = caches.reports(ofStack: names.uid)
        input.access = caches.access(of: names)
        if case .member(let loadBalancerClass) = membership, let heatStack, names.own(heatStack.metadata) {
            input.wave = ClassWaves(caches: caches, groups: groups).wave(for: heatStack, of: loadBalancerClass, now: input.now)
        }
        if let heatStack, IngressPlan.mayBootNodes(heatStack) {
            // Secrets are read one by one and not kept: a cache of them would be the first thing to steal.
            let secret = try await client.getIfPresent(Secret.self, names.shared, namespace: names.namespace)
            input.tokenExpires = secret?.metadata.annotations[IngressNames.expiryAnnotation].flatMap { Timestamp($0) }
        }
        if heatStack.map({ IngressPlan.isComplete($0) }) ?? true {
            input.peers = try await PeerList(client: client).peers(of: names.uid)
        }
        return input
    }

    private func perform(_ action: IngressPlan.Action, on ingress: Ingress, _ input: IngressPlan.Input) async throws {
        let names = IngressNames(ingress: ingress)
        logger.info("\(ingress.key): \(action.summary)")
        switch action {
        case .addFinalizer:
            try await client.addFinalizer(IngressNames.finalizer, to: ingress)
        case .applyAccess(let access):
            try await keeper.apply(access, over: input.access, names)
        case .renewCredential:
            try await credentials.renew(names)
        case .createHeatStack(let heatStack):
            do {
                try await client.create(heatStack, options: WriteOptions(fieldManager: Self.fieldManager))
            } catch let error as KubernetesError where error.isAlreadyExists {
                // Ours from before a crash, or somebody else's: the cache will tell which, and the plan judges.
            }
        case .scaleHeatStack(let uid, let claim), .noteClass(let uid, let claim):
            try await client.claim(claim, of: names.key, uid: uid)
        case .setAddress(let point):
            let points: JSONValue = try point.map { [try JSONValue(encoding: $0)] } ?? .null
            try await client.patch(
                Ingress.self, ingress.metadata.name, namespace: names.namespace, subresource: "status",
                with: .merge(["status": ["loadBalancer": ["ingress": points]]]))
        case .deleteHeatStack(let uid):
            try await ignoringAbsence {
                try await client.delete(
                    HeatStack.self, names.shared, namespace: names.namespace,
                    options: DeleteOptions(propagationPolicy: .background, preconditions: .init(uid: uid)))
            }
        case .deletePeer(let name):
            try await ignoringAbsence { try await client.delete(BGPPeer.self, name) }
        case .deleteReport(let key):
            try await ignoringAbsence { try await client.delete(NodeReport.self, key.name, namespace: key.namespace) }
        case .revokeAccess:
            try await keeper.revoke(input.access, names)
        case .removeFinalizer:
            try await client.removeFinalizer(IngressNames.finalizer, from: ingress)
        case .event(let warning, let reason, let note):
            events.record(warning ? .warning : .normal, on: ingress.reference, reason: reason, action: "Reconcile", note: note)
        }
    }

    private func ownStatus(of ingress: Ingress) -> IngressStatus? {
        caches.statuses.store[ingress.key].flatMap { $0.metadata.controllerReference?.uid == ingress.metadata.uid ? $0 : nil }
    }

    private func tell(
        _ problem: IngressProblem, about ingress: Ingress, known: IngressStatusStatus?, _ decision: IngressDecision
    ) {
        let told = known?.conditions[IngressReport.ConditionType.accepted.rawValue]
        guard told?.message != IngressReport.accepted(decision).message else { return }
        events.record(
            .warning, on: ingress.reference, reason: problem.reason.rawValue, action: "Reconcile", note: problem.description)
    }

    private func report(_ decision: IngressDecision, on ingress: Ingress, _ input: IngressPlan.Input) async throws -> Duration? {
        let present = ownStatus(of: ingress)
        if ingress.metadata.isBeingDeleted { return nil }
        guard input.membership != .foreign else {
            // The next controller's Ingress has no use for our words.
            guard let present, !ingress.metadata.finalizers.contains(IngressNames.finalizer) else { return nil }
            try await statuses.remove(present)
            return nil
        }
        var names = false
        if case .member(let loadBalancerClass) = input.membership { names = loadBalancerClass.spec.dns != nil }
        let own = input.heatStack.flatMap { IngressNames(ingress: ingress).own($0.metadata) ? $0 : nil }
        let heatStack = own ?? input.group?.heatStack
        let reports = heatStack?.metadata.labels[IngressNames.uidLabel].map { caches.reports(ofStack: $0) } ?? []
        let (status, lookAgain) = IngressReport.of(
            ingress, decision, heatStack: heatStack, known: present?.status, names: names, reports: reports, now: input.now)
        try await statuses.write(status, on: ingress, present: present)
        return lookAgain
    }

    private func ignoringAbsence(_ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let error as KubernetesError where error.isNotFound {}
    }

    private static func now() -> Timestamp { Timestamp(seconds: Int64(Date().timeIntervalSince1970)) }

    private var keeper: AccessKeeper { AccessKeeper(client: client, fieldManager: Self.fieldManager) }
    private var credentials: NodeCredentials { NodeCredentials(client: client, kubeconfig: kubeconfig, keeper: keeper) }
    private var groupReconciler: GroupReconciler {
        GroupReconciler(
            client: client, caches: caches, groups: groups, credentials: credentials, keeper: keeper, events: events, logger: logger)
    }
    private var statuses: StatusWriter { StatusWriter(client: client, fieldManager: Self.fieldManager) }
}

extension KubernetesClient {
    /// Claims what the Ingress controller decides of a HeatStack.
    func claim(_ claim: StackClaim, of key: ObjectKey, uid: String?) async throws {
        try await patch(
            HeatStack.self, key.name, namespace: key.namespace,
            with: .apply(claim.body(key, uid: uid), fieldManager: IngressReconciler.fieldManager, force: true))
    }
}

extension IngressPlan.Action {
    /// The step in a few words, for the log.
    var summary: String {
        switch self {
        case .addFinalizer: "add the finalizer"
        case .applyAccess: "apply the nodes' identity and rights"
        case .renewCredential: "renew the nodes' credential"
        case .createHeatStack(let heatStack): "create HeatStack \(heatStack.metadata.name)"
        case .scaleHeatStack(_, let claim): "scale to \(claim.replicas)"
        case .noteClass(_, let claim): "note class \(claim.className) with its \(claim.classReplicas)"
        case .setAddress(let point): "set the address to \(point?.ip ?? "none")"
        case .deleteHeatStack: "delete the HeatStack"
        case .deletePeer(let name): "delete BGPPeer \(name)"
        case .deleteReport(let key): "delete NodeReport \(key)"
        case .revokeAccess: "revoke the nodes' identity and rights"
        case .removeFinalizer: "remove the finalizer"
        case .event(_, let reason, let note): "event \(reason): \(note)"
        }
    }
}
