import ControllerRuntime
import KubernetesAPI
import KubernetesClient

/// What the Ingress controller keeps in memory of the cluster.
public struct IngressCaches: Sendable {
    private static let byUID = "uid"
    private static let byClass = "class"

    let ingresses: Reflector<Ingress>
    let ingressClasses: Reflector<IngressClass>
    let loadBalancerClasses: Reflector<LoadBalancerClass>
    let namespaces: Reflector<Namespace>
    let heatStacks: Reflector<HeatStack>
    let statuses: Reflector<IngressStatus>
    let serviceAccounts: Reflector<ServiceAccount>
    let roles: Reflector<Role>
    let roleBindings: Reflector<RoleBinding>
    let clusterRoles: Reflector<ClusterRole>
    let clusterRoleBindings: Reflector<ClusterRoleBinding>

    /// Takes the caches from a manager.
    public init(_ manager: Manager) {
        let ours = ListOptions(labelSelector: IngressNames.uidLabel)
        self.ingresses = manager.cache(indexes: [Self.byUID: { $0.metadata.uid.map { [$0] } ?? [] }])
        self.ingressClasses = manager.cache()
        self.loadBalancerClasses = manager.cache()
        self.namespaces = manager.cache()
        self.heatStacks = manager.cache(
            indexes: [Self.byClass: { $0.metadata.annotations[IngressNames.classAnnotation].map { [$0] } ?? [] }])
        self.statuses = manager.cache()
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

    /// The HeatStacks of a class.
    func heatStacks(ofClass name: String) -> [HeatStack] { heatStacks.store.objects(inIndex: Self.byClass, at: name) }

    /// Whose an Ingress is.
    func membership(of ingress: Ingress) -> IngressMembership {
        .of(
            ingress, classes: ingressClasses.store.all, parameters: loadBalancerClasses.store.all,
            namespaceLabels: namespaces.store[ObjectKey(name: ingress.metadata.namespace ?? "default")]?.metadata.labels)
    }

    /// A controller that looks at an Ingress whenever something changes that matters to it.
    func controller(of reconciler: IngressReconciler, workers: Int) -> Controller<IngressReconciler> {
        let ingresses = ingresses.store
        let stack: @Sendable (ObjectMeta) -> [ObjectKey] = { metadata in
            metadata.labels[IngressNames.uidLabel].map { ingresses.keys(inIndex: Self.byUID, at: $0) } ?? []
        }
        // A class decides for all its Ingresses; classes change rarely, so all are looked at.
        let all: @Sendable () -> [ObjectKey] = { ingresses.all.map(\.key) }
        return Controller(name: "ingress", for: self.ingresses, reconciler: reconciler, workers: workers)
            .owns(heatStacks)
            .watches(statuses) { [$0.key] }
            .watches(serviceAccounts) { stack($0.metadata) }
            .watches(roles) { stack($0.metadata) }
            .watches(roleBindings) { stack($0.metadata) }
            .watches(clusterRoles) { stack($0.metadata) }
            .watches(clusterRoleBindings) { stack($0.metadata) }
            .watches(ingressClasses) { _ in all() }
            .watches(loadBalancerClasses) { _ in all() }
            .watches(namespaces, where: .labelsChanged) { namespace in
                ingresses.all.filter { $0.metadata.namespace == namespace.metadata.name }.map(\.key)
            }
    }
}
