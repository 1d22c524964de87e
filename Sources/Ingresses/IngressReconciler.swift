import ControllerRuntime
import FoundationEssentials
import JSON
import KubernetesAPI
import KubernetesClient
import Logging

/// Gathers what is, asks ``IngressPlan`` and does what it says.
struct IngressReconciler: Reconciler {
    static let fieldManager = "ake-ingress-controller"
    // An hour is what the node needs to boot and to ask for its next token itself.
    static let tokenLifetime = 3600

    let client: KubernetesClient
    let caches: IngressCaches
    let kubeconfig: NodeKubeconfig
    let events: EventRecorder
    let logger: Logger

    func reconcile(_ key: ObjectKey) async throws -> ReconcileResult {
        guard let ingress = caches.ingresses.store[key] else { return .done }
        let input = try await gather(ingress)
        let actions = IngressPlan.actions(for: input)
        for action in actions { try await perform(action, on: ingress) }
        let waitsForHeat = input.heatStack.map { !IngressPlan.isComplete($0) } ?? false
        // While nodes boot, their token is looked at again before it runs out.
        return waitsForHeat || actions.contains(.renewCredential) ? .requeue(after: .seconds(600)) : .done
    }

    private func gather(_ ingress: Ingress) async throws -> IngressPlan.Input {
        let names = IngressNames(ingress: ingress)
        let key = ObjectKey(namespace: names.namespace, name: names.shared)
        let membership = IngressMembership.of(
            ingress, classes: caches.ingressClasses.store.all, parameters: caches.loadBalancerClasses.store.all)
        var heatStack = caches.heatStacks.store[key]
        let isHeld = ingress.metadata.finalizers.contains(IngressNames.finalizer)
        if heatStack == nil, isHeld, ingress.metadata.isBeingDeleted || membership == .foreign {
            // About to let go for good: the cache may not know yet of a HeatStack made a moment ago.
            heatStack = try await client.getIfPresent(HeatStack.self, names.shared, namespace: names.namespace)
        }
        var input = IngressPlan.Input(ingress: ingress, membership: membership, heatStack: heatStack, now: Self.now())
        guard isHeld else { return input }
        input.accessExists =
            caches.serviceAccounts.store[key] != nil && caches.roles.store[key] != nil && caches.roleBindings.store[key] != nil
            && caches.clusterRoleBindings.store[ObjectKey(name: names.clusterRoleBinding)] != nil
        if let heatStack, !IngressPlan.isComplete(heatStack) {
            // Secrets are read one by one and not kept: a cache of them would be the first thing to steal.
            let secret = try await client.getIfPresent(Secret.self, names.shared, namespace: names.namespace)
            input.tokenExpires = secret?.metadata.annotations[IngressNames.expiryAnnotation].flatMap { Timestamp($0) }
        } else {
            input.peers = try await peers(of: ingress)
        }
        return input
    }

    private func peers(of ingress: Ingress) async throws -> [BGPPeer] {
        guard let uid = ingress.metadata.uid else { return [] }
        do {
            return try await client.listAll(BGPPeer.self, options: ListOptions(labelSelector: "\(IngressNames.uidLabel)=\(uid)")).items
        } catch let error as KubernetesError where error.isNotFound {
            // A cluster without Calico's resources has no peers to remove.
            return []
        }
    }

    private func perform(_ action: IngressPlan.Action, on ingress: Ingress) async throws {
        let names = IngressNames(ingress: ingress)
        logger.info("\(ingress.key): \(action.summary)")
        switch action {
        case .addFinalizer:
            try await client.addFinalizer(IngressNames.finalizer, to: ingress)
        case .applyAccess:
            let access = NodeAccess(ingress: ingress)
            try await client.apply(access.serviceAccount, fieldManager: Self.fieldManager)
            try await client.apply(access.role, fieldManager: Self.fieldManager)
            try await client.apply(access.roleBinding, fieldManager: Self.fieldManager)
            try await client.apply(access.clusterRoleBinding, fieldManager: Self.fieldManager)
        case .renewCredential:
            try await renewCredential(of: ingress, names)
        case .createHeatStack(let heatStack):
            do {
                try await client.create(heatStack)
            } catch let error as KubernetesError where error.isAlreadyExists {
                // Ours from before a crash, or somebody else's: the cache will tell which, and the plan judges.
            }
        case .scaleHeatStack(let uid, let replicas):
            var patch: JSONValue = ["spec": ["params": ["replicas": .string(String(replicas))]]]
            if let uid { patch["metadata"] = ["uid": .string(uid)] }
            try await client.patch(HeatStack.self, names.shared, namespace: names.namespace, with: .merge(patch))
        case .setAddress(let address):
            let points: JSONValue = address.map { [["ip": .string($0)]] } ?? .null
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
        case .revokeClusterAccess:
            try await ignoringAbsence { try await client.delete(ClusterRoleBinding.self, names.clusterRoleBinding) }
        case .removeFinalizer:
            try await client.removeFinalizer(IngressNames.finalizer, from: ingress)
        case .event(let warning, let reason, let note):
            events.record(warning ? .warning : .normal, on: ingress.reference, reason: reason, action: "Reconcile", note: note)
        }
    }

    private func renewCredential(of ingress: Ingress, _ names: IngressNames) async throws {
        let token = try await client.createToken(
            serviceAccount: names.shared, namespace: names.namespace, request: .init(expirationSeconds: Self.tokenLifetime))
        var metadata = NodeAccess.metadata(for: ingress)
        metadata.annotations[IngressNames.expiryAnnotation] = token.expirationTimestamp.description
        let bytes = try kubeconfig.bytes(token: token.token, namespace: names.namespace)
        try await client.apply(
            Secret(metadata: metadata, type: "Opaque", data: [IngressNames.kubeconfigKey: Base64Data(bytes)]),
            fieldManager: Self.fieldManager)
    }

    private func ignoringAbsence(_ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let error as KubernetesError where error.isNotFound {}
    }

    private static func now() -> Timestamp { Timestamp(seconds: Int64(Date().timeIntervalSince1970)) }
}

extension IngressPlan.Action {
    /// The step in a few words, for the log.
    var summary: String {
        switch self {
        case .addFinalizer: "add the finalizer"
        case .applyAccess: "apply the nodes' identity and rights"
        case .renewCredential: "renew the nodes' credential"
        case .createHeatStack(let heatStack): "create HeatStack \(heatStack.metadata.name)"
        case .scaleHeatStack(_, let replicas): "scale to \(replicas)"
        case .setAddress(let address): "set the address to \(address ?? "none")"
        case .deleteHeatStack: "delete the HeatStack"
        case .deletePeer(let name): "delete BGPPeer \(name)"
        case .revokeClusterAccess: "revoke access beyond the namespace"
        case .removeFinalizer: "remove the finalizer"
        case .event(_, let reason, let note): "event \(reason): \(note)"
        }
    }
}
