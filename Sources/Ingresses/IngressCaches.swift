import ControllerRuntime
import KubernetesAPI
import KubernetesClient

/// What the Ingress controller keeps in memory of the cluster.
public struct IngressCaches: Sendable {
    private static let byUID = "uid"
    private static let byClass = "class"
    private static let byGroup = "group"

    let ingresses: Reflector<Ingress>
    let ingressClasses: Reflector<IngressClass>
    let loadBalancerClasses: Reflector<LoadBalancerClass>
    let namespaces: Reflector<Namespace>
    let heatStacks: Reflector<HeatStack>
    let statuses: Reflector<IngressStatus>
    let groups: Reflector<IngressGroup>
    let reports: Reflector<NodeReport>
    let serviceAccounts: Reflector<ServiceAccount>
    let roles: Reflector<Role>
    let roleBindings: Reflector<RoleBinding>
    let clusterRoles: Reflector<ClusterRole>
    let clusterRoleBindings: Reflector<ClusterRoleBinding>

    /// Takes the caches from a manager.
    public init(_ manager: Manager) {
        let ours = ListOptions(labelSelector: IngressNames.uidLabel)
        self.ingresses = manager.cache(indexes: [
            Self.byUID: { $0.metadata.uid.map { [$0] } ?? [] },
            Self.byGroup: { $0.metadata.annotations[IngressAnnotation.group.rawValue].map { [$0] } ?? [] },
        ])
        self.ingressClasses = manager.cache()
        self.loadBalancerClasses = manager.cache()
        self.namespaces = manager.cache()
        self.heatStacks = manager.cache(
            indexes: [Self.byClass: { $0.metadata.annotations[IngressNames.classAnnotation].map { [$0] } ?? [] }])
        self.statuses = manager.cache()
        self.groups = manager.cache(indexes: Self.stack())
        self.reports = manager.cache(selection: ours, indexes: Self.stack())
        self.serviceAccounts = manager.cache(selection: ours, indexes: Self.stack())
        self.roles = manager.cache(selection: ours, indexes: Self.stack())
        self.roleBindings = manager.cache(selection: ours, indexes: Self.stack())
        self.clusterRoles = manager.cache(selection: ours, indexes: Self.stack())
        self.clusterRoleBindings = manager.cache(selection: ours, indexes: Self.stack())
    }

    private static func stack<Object: KubernetesObject>() -> [String: Store<Object>.IndexFunction] {
        [byUID: { $0.metadata.labels[IngressNames.uidLabel].map { [$0] } ?? [] }]
    }

    /// The identity and rights of a stack. What only claims to be the stack's is not among them.
    func access(of names: IngressNames) -> ObservedAccess {
        func own<Object: KubernetesObject>(_ reflector: Reflector<Object>) -> [Object] {
            reflector.store.objects(inIndex: Self.byUID, at: names.uid).filter { names.own($0.metadata) }
        }
        return ObservedAccess(
            serviceAccounts: own(serviceAccounts), roles: own(roles), roleBindings: own(roleBindings), clusterRoles: own(clusterRoles),
            clusterRoleBindings: own(clusterRoleBindings))
    }

    /// What the nodes of a stack say that they serve.
    func reports(ofStack uid: String) -> [NodeReport] { reports.store.objects(inIndex: Self.byUID, at: uid) }

    /// The HeatStacks of a class.
    func heatStacks(ofClass name: String) -> [HeatStack] { heatStacks.store.objects(inIndex: Self.byClass, at: name) }

    /// The Ingresses whose annotation names a group, of whatever class and namespace.
    func ingresses(inGroup name: String) -> [Ingress] { ingresses.store.objects(inIndex: Self.byGroup, at: name) }

    /// Whose an Ingress is.
    func membership(of ingress: Ingress) -> IngressMembership {
        .of(
            ingress, classes: ingressClasses.store.all, parameters: loadBalancerClasses.store.all,
            namespaceLabels: namespaces.store[ObjectKey(name: ingress.metadata.namespace ?? "default")]?.metadata.labels)
    }

    /// A controller that looks at an Ingress, or a group of them, whenever something changes that matters to it.
    func controller(of reconciler: IngressReconciler, workers: Int) -> Controller<IngressReconciler> {
        let (ingresses, lists, view) = (ingresses.store, groups.store, reconciler.groups)
        let group: @Sendable (IngressGroup) -> [ObjectKey] = { [StackGroup($0).key] + $0.spec.members.map(\.key) }
        let stack: @Sendable (ObjectMeta) -> [ObjectKey] = { metadata in
            guard let uid = metadata.labels[IngressNames.uidLabel] else { return [] }
            return ingresses.keys(inIndex: Self.byUID, at: uid) + lists.objects(inIndex: Self.byUID, at: uid).flatMap(group)
        }
        // Only those about whom a report has news: a group may have hundreds, of which one was changed.
        let reported: @Sendable (NodeReport) -> [ObjectKey] = { [statuses = statuses.store] report in
            let said = Dictionary(report.ingresses.map { ($0.uid, $0.generation) }) { first, _ in first }
            return stack(report.metadata).filter { key in
                guard let uid = ingresses[key]?.metadata.uid else { return false }
                let known = statuses[key]?.status?.conditions[IngressReport.ConditionType.programmed.rawValue]
                return known?.status != "True" || known?.observedGeneration != said[uid]
            }
        }
        // A class decides for all its Ingresses; classes change rarely, so all are looked at.
        let everything: @Sendable () -> [ObjectKey] = {
            ingresses.all.map(\.key) + Set(ingresses.all.compactMap { view.group(of: $0)?.key } + lists.all.map { StackGroup($0).key })
        }
        return Controller(name: "ingress", for: self.ingresses, reconciler: reconciler, workers: workers)
            // Where it is to be, and where it was until now.
            .watches(self.ingresses) { ingress in
                [view.group(of: ingress)?.key].compactMap { $0 } + view.lists(with: ingress).map { StackGroup($0).key }
            }
            .owns(heatStacks)
            .watches(heatStacks) { stack($0.metadata) }
            .watches(statuses) { [$0.key] }
            .watches(groups, group)
            .watches(reports, reported)
            .watches(serviceAccounts) { stack($0.metadata) }
            .watches(roles) { stack($0.metadata) }
            .watches(roleBindings) { stack($0.metadata) }
            .watches(clusterRoles) { stack($0.metadata) }
            .watches(clusterRoleBindings) { stack($0.metadata) }
            .watches(ingressClasses) { _ in everything() }
            .watches(loadBalancerClasses) { _ in everything() }
            .watches(namespaces, where: .labelsChanged) { _ in everything() }
    }

    /// A controller that looks at an Ingress whenever something changes that matters to its names.
    func controller(of reconciler: NamesReconciler, workers: Int) -> Controller<NamesReconciler> {
        let ingresses = ingresses.store
        let all: @Sendable () -> [ObjectKey] = { ingresses.all.map(\.key) }
        let queue = WorkQueue(name: "ingress-names", firstBackoff: .milliseconds(200), longestBackoff: .seconds(60))
        return Controller(name: "ingress-names", for: self.ingresses, reconciler: reconciler, workers: workers, queue: queue)
            .watches(statuses, where: Predicate(update: Self.sayOther)) { [$0.key] }
            .reads(groups)
            .watches(ingressClasses) { _ in all() }
            .watches(loadBalancerClasses) { _ in all() }
            .watches(namespaces, where: .labelsChanged) { namespace in
                ingresses.all.filter { $0.metadata.namespace == namespace.metadata.name }.map(\.key)
            }
    }

    // Where a stack is in its making is nothing to the names; where it answers is.
    private static func sayOther(_ old: IngressStatus, _ new: IngressStatus) -> Bool {
        let type = IngressReport.ConditionType.dnsReady.rawValue
        return old.status?.address != new.status?.address || old.status?.hostname != new.status?.hostname
            || old.status?.conditions[type] != new.status?.conditions[type]
    }
}
