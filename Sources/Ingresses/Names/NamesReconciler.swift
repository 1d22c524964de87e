import ControllerRuntime
import FoundationEssentials
import KubernetesAPI
import KubernetesClient
import Logging
import OpenStackAPI
import OpenStackClient

/// Gives the hosts of an Ingress their names, by Designate or by external-dns as its class says, and takes them back.
struct NamesReconciler: Reconciler {
    static let fieldManager = "ake-ingress-names"
    /// The finalizer that keeps an Ingress until its names are gone.
    static let finalizer = "\(AKE.group)/names"
    static let endpointWritten = "EndpointWritten"

    let client: KubernetesClient
    let caches: IngressCaches
    let groups: GroupCaches
    let designate: DesignateClient?
    let events: EventRecorder
    let logger: Logger

    func reconcile(_ key: ObjectKey) async throws -> ReconcileResult {
        guard let ingress = caches.ingresses.store[key] else { return .done }
        let status = caches.statuses.store[key].flatMap { $0.metadata.controllerReference?.uid == ingress.metadata.uid ? $0 : nil }
        let membership = caches.membership(of: ingress)
        // What a class in disorder would want is not known: what is published stays so.
        if case .misconfigured = membership, !ingress.metadata.isBeingDeleted { return .done }
        let wish = NamesWish(ingress, membership, address: status?.status?.address)
        switch wish.names?.provider {
        case .designate:
            try await removeEndpoint(ingress, status)
            return try await publish(wish, ingress, status)
        case .externalDNS:
            let left = try await withdraw(ingress, status)
            let result = try await writeEndpoint(wish, ingress, status)
            return left ?? result
        case nil:
            try await removeEndpoint(ingress, status)
            let left = try await withdraw(ingress, status)
            if !ingress.metadata.isBeingDeleted { try await report(nil, nil, ingress, status) }
            return left ?? .done
        }
    }

    // MARK: Designate

    private func publish(_ wish: NamesWish, _ ingress: Ingress, _ status: IngressStatus?) async throws -> ReconcileResult {
        guard let names = wish.names else { return .done }
        guard let designate else {
            let verdict = NamesVerdict(
                false, "DesignateNotConfigured",
                "the class wants names in Designate, and the controller has no cloud: start it with --dns-cloud")
            try await report(verdict, nil, ingress, status)
            return .done
        }
        guard let address = wish.address else {
            try await report(NamesVerdict(false, "NoAddress", "there is no address yet to which names could lead"), nil, ingress, status)
            return .done
        }
        let zone: Designate.Zone
        let plan: NamesPlan
        do {
            guard let found = try await designate.zone(named: names.absoluteZone) else {
                let text =
                    "Designate has no zone \(names.absoluteZone) in the controller's project. Create it, or change the class' dns.zone"
                try await tell(NamesVerdict(false, "ZoneNotFound", text), ingress, status)
                return .requeue(after: .seconds(60))
            }
            zone = found
            if !ingress.metadata.finalizers.contains(Self.finalizer) { try await client.addFinalizer(Self.finalizer, to: ingress) }
            plan = NamesPlan(try await gather(wish, names, address, zone, ingress, designate))
            for step in plan.steps { try await perform(step, designate, ingress) }
        } catch let error as OpenStackError where error.kind != .conflict {
            try await tell(NamesVerdict(false, "DesignateUnavailable", "\(error)"), ingress, status)
            throw error
        }
        try await tell(NamesVerdict(plan, wish), ingress, status, hostname: plan.published.first.map(NamesWish.relative))
        // A name that is taken may become free, and what is settled may be changed by hand: neither tells us.
        if plan.isPending { return .requeue(after: .seconds(2)) }
        return .requeue(after: .seconds(plan.obstacles.isEmpty && !plan.isBorrowing ? .random(in: 600...660) : 60))
    }

    private func gather(
        _ wish: NamesWish, _ names: ClassNames, _ address: String, _ zone: Designate.Zone, _ ingress: Ingress, _ designate: DesignateClient
    ) async throws -> NamesPlan.Input {
        let owner = owner(of: ingress)
        let own = try await designate.recordSets(in: nil, .init(description: owner.description))
        var found: [String: [Designate.RecordSet]] = [:]
        for name in wish.hosts.flatMap({ [$0, NamesOwner.marker(of: $0)] }) {
            found[name] = try await designate.recordSets(in: zone, .init(name: name))
        }
        return NamesPlan.Input(
            owner: owner, zone: zone, names: wish.hosts, address: address, ttl: names.ttl, own: own, found: found,
            siblings: siblings(of: ingress))
    }

    // Removes what is ours in Designate and lets the Ingress go; nil when there is nothing (more) to do.
    private func withdraw(_ ingress: Ingress, _ status: IngressStatus?) async throws -> ReconcileResult? {
        guard ingress.metadata.finalizers.contains(Self.finalizer) else { return nil }
        guard let designate else {
            events.record(
                .warning, on: ingress.reference, reason: "NamesNotRemoved", action: "Withdraw",
                note: "the Ingress has names in Designate, and the controller has no cloud: start it with --dns-cloud, or remove the "
                    + "finalizer \(Self.finalizer) and the records by hand")
            return .requeue(after: .seconds(300))
        }
        let owner = owner(of: ingress)
        do {
            let own = try await designate.recordSets(in: nil, .init(description: owner.description))
            let plan = NamesPlan(
                .init(owner: owner, zone: nil, names: [], address: "", ttl: 0, own: own, found: [:]))
            for step in plan.steps { try await perform(step, designate, ingress) }
        } catch let error as OpenStackError {
            events.record(
                .warning, on: ingress.reference, reason: "NamesNotRemoved", action: "Withdraw", note: "it is tried again: \(error)")
            throw error
        }
        // Once the deletion is accepted it happens; nobody has to wait for the name servers.
        try await client.removeFinalizer(Self.finalizer, from: ingress)
        return nil
    }

    private func perform(_ step: NamesPlan.Step, _ designate: DesignateClient, _ ingress: Ingress) async throws {
        switch step {
        case .create(let recordSet):
            logger.info("\(ingress.key): create \(recordSet.name) \(recordSet.type)")
            // 409: ours, and the answer was lost; or somebody was quicker. The next look tells which.
            try await designate.create(recordSet)
        case .update(let recordSet):
            logger.info("\(ingress.key): update \(recordSet.name) \(recordSet.type)")
            try await designate.update(recordSet)
        case .delete(let recordSet):
            logger.info("\(ingress.key): delete \(recordSet.name) \(recordSet.type)")
            try await designate.delete(recordSet)
        }
    }

    private func owner(of ingress: Ingress) -> NamesOwner {
        NamesOwner(uid: ingress.metadata.uid ?? "", title: ingress.key.description)
    }

    private func siblings(of ingress: Ingress) -> Set<String> {
        let members = groups.lists(with: ingress).flatMap(\.spec.members).filter { $0.uid != ingress.metadata.uid }
        return Set(members.map { NamesOwner(uid: $0.uid, title: "").description })
    }

    // MARK: external-dns

    private func writeEndpoint(_ wish: NamesWish, _ ingress: Ingress, _ status: IngressStatus?) async throws -> ReconcileResult {
        guard let names = wish.names else { return .done }
        guard let address = wish.address else {
            try await report(NamesVerdict(false, "NoAddress", "there is no address yet to which names could lead"), nil, ingress, status)
            return .done
        }
        if wish.hosts.isEmpty {
            try await removeEndpoint(ingress, status)
            try await report(NamesVerdict(wish), nil, ingress, status)
            return .done
        }
        let wanted = DNSEndpoint(
            metadata: IngressNames(ingress: ingress).metadata(),
            spec: .init(
                endpoints: wish.hosts.map {
                    .init(
                        dnsName: NamesWish.relative($0), recordTTL: names.ttl, recordType: address.contains(":") ? "AAAA" : "A",
                        targets: [address])
                }))
        do {
            var present = try await endpoint(of: ingress)
            if let found = present, !IngressNames(ingress: ingress).own(found.metadata) {
                let text = "DNSEndpoint \(found.key) exists and was not made for this Ingress. Delete it, or rename the Ingress"
                try await tell(NamesVerdict(false, "NameTaken", text), ingress, status)
                return .requeue(after: .seconds(60))
            }
            if present?.spec != wanted.spec { present = try await client.apply(wanted, fieldManager: Self.fieldManager) }
            let isSeen = present?.status?.observedGeneration == present?.metadata.generation && present?.metadata.generation != nil
            try await report(
                NamesVerdict(
                    isSeen ? true : nil, isSeen ? "Published" : Self.endpointWritten,
                    isSeen
                        ? "external-dns has taken up DNSEndpoint \(wanted.key)"
                        : "DNSEndpoint \(wanted.key) waits for external-dns", outside: wish.outside),
                NamesWish.relative(wish.hosts[0]), ingress, status)
            return .requeue(after: isSeen ? .seconds(.random(in: 600...660)) : .seconds(10))
        } catch let error as KubernetesError where error.isNotFound {
            try await tell(
                NamesVerdict(
                    false, "ExternalDNSNotInstalled",
                    "the class wants DNSEndpoint objects, and the cluster has no such resource: install external-dns with its CRD"),
                ingress, status)
            return .requeue(after: .seconds(60))
        }
    }

    private func removeEndpoint(_ ingress: Ingress, _ status: IngressStatus?) async throws {
        guard let condition = status?.status?.conditions[IngressReport.ConditionType.dnsReady.rawValue],
            condition.reason == Self.endpointWritten || condition.message.contains("DNSEndpoint")
        else { return }
        do {
            guard let present = try await endpoint(of: ingress), IngressNames(ingress: ingress).own(present.metadata) else { return }
            try await client.delete(
                DNSEndpoint.self, present.metadata.name, namespace: present.metadata.namespace,
                options: DeleteOptions(preconditions: .init(uid: present.metadata.uid)))
        } catch let error as KubernetesError where error.isNotFound {}
    }

    private func endpoint(of ingress: Ingress) async throws -> DNSEndpoint? {
        let key = IngressNames(ingress: ingress).key
        return try await client.getIfPresent(DNSEndpoint.self, key.name, namespace: key.namespace)
    }

    // MARK: Telling

    private func tell(_ verdict: NamesVerdict, _ ingress: Ingress, _ status: IngressStatus?, hostname: String? = nil) async throws {
        let known = status?.status?.conditions[IngressReport.ConditionType.dnsReady.rawValue]
        if known?.message != verdict.message || known?.reason != verdict.reason {
            if verdict.status == false {
                events.record(.warning, on: ingress.reference, reason: verdict.reason, action: "Publish", note: verdict.message)
            } else if verdict.status == true {
                events.record(.normal, on: ingress.reference, reason: "NamesPublished", action: "Publish", note: verdict.message)
            }
        }
        try await report(verdict, hostname, ingress, status)
    }

    private func report(_ verdict: NamesVerdict?, _ hostname: String?, _ ingress: Ingress, _ status: IngressStatus?) async throws {
        let type = IngressReport.ConditionType.dnsReady.rawValue
        let known = status?.status?.conditions[type]
        if verdict == nil, known == nil { return }
        var wanted = IngressStatusStatus(hostname: hostname)
        if let verdict {
            var conditions = [known].compactMap { $0 }
            conditions.set(verdict.condition(type, generation: ingress.metadata.generation))
            wanted.conditions = conditions
        }
        let writer = StatusWriter(client: client, fieldManager: Self.fieldManager, fields: ["hostname"], mayRemove: [type])
        try await writer.write(wanted, on: ingress, present: status)
    }
}
