import ControllerRuntime
import KubernetesAPI
import KubernetesClient
import Logging
import ServiceLifecycle

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

    /// Makes empty caches.
    public init(client: KubernetesClient, logger: Logger) {
        let ours = ListOptions(labelSelector: IngressNames.uidLabel)
        self.ingresses = Reflector(client: client, indexes: [Self.byUID: { $0.metadata.uid.map { [$0] } ?? [] }], logger: logger)
        self.ingressClasses = Reflector(client: client, logger: logger)
        self.loadBalancerClasses = Reflector(client: client, logger: logger)
        self.namespaces = Reflector(client: client, logger: logger)
        self.heatStacks = Reflector(
            client: client,
            indexes: [Self.byClass: { $0.metadata.annotations[IngressNames.classAnnotation].map { [$0] } ?? [] }], logger: logger)
        self.statuses = Reflector(client: client, logger: logger)
        self.serviceAccounts = Reflector(client: client, selection: ours, indexes: Self.stack(), logger: logger)
        self.roles = Reflector(client: client, selection: ours, indexes: Self.stack(), logger: logger)
        self.roleBindings = Reflector(client: client, selection: ours, indexes: Self.stack(), logger: logger)
        self.clusterRoles = Reflector(client: client, selection: ours, indexes: Self.stack(), logger: logger)
        self.clusterRoleBindings = Reflector(client: client, selection: ours, indexes: Self.stack(), logger: logger)
    }

    private static func stack<Object: KubernetesObject>() -> [String: Store<Object>.IndexFunction] {
        [byUID: { $0.metadata.labels[IngressNames.uidLabel].map { [$0] } ?? [] }]
    }

    /// The services that fill the caches.
    public var services: [any ServiceLifecycle.Service] {
        [
            ingresses, ingressClasses, loadBalancerClasses, namespaces, heatStacks, statuses, serviceAccounts, roles, roleBindings,
            clusterRoles, clusterRoleBindings,
        ]
    }

    /// The same as views.
    var views: [any CacheView] {
        [
            ingresses, ingressClasses, loadBalancerClasses, namespaces, heatStacks, statuses, serviceAccounts, roles, roleBindings,
            clusterRoles, clusterRoleBindings,
        ]
    }

    /// Whether every cache has been filled once.
    var haveSynced: Bool { views.allSatisfy(\.hasSynced) }

    /// Waits until every cache has been filled once.
    public func waitUntilSynced() async throws {
        for view in views { try await view.waitUntilSynced() }
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

    /// Adds the keys of Ingresses to a queue whenever something changes that matters to them.
    func enqueue(into queue: WorkQueue) {
        ingresses.onChange { queue.add($0.object.key) }
        heatStacks.onChange { enqueueOwner(of: $0.object, into: queue) }
        statuses.onChange { queue.add($0.object.key) }
        serviceAccounts.onChange { enqueueStack(of: $0.object, into: queue) }
        roles.onChange { enqueueStack(of: $0.object, into: queue) }
        roleBindings.onChange { enqueueStack(of: $0.object, into: queue) }
        clusterRoles.onChange { enqueueStack(of: $0.object, into: queue) }
        clusterRoleBindings.onChange { enqueueStack(of: $0.object, into: queue) }
        // A class decides for all its Ingresses; classes change rarely, so all are looked at.
        let ingresses = ingresses.store
        ingressClasses.onChange { _ in for ingress in ingresses.all { queue.add(ingress.key) } }
        loadBalancerClasses.onChange { _ in for ingress in ingresses.all { queue.add(ingress.key) } }
        namespaces.onChange { change in
            if case .updated(let old, let new) = change, old.metadata.labels == new.metadata.labels { return }
            for ingress in ingresses.all where ingress.metadata.namespace == change.object.metadata.name { queue.add(ingress.key) }
        }
    }

    private func enqueueOwner(of object: some KubernetesObject, into queue: WorkQueue) {
        guard let owner = object.metadata.controllerReference, owner.kind == Ingress.resource.kind else { return }
        queue.add(ObjectKey(namespace: object.metadata.namespace, name: owner.name))
    }

    private func enqueueStack(of object: some KubernetesObject, into queue: WorkQueue) {
        guard let uid = object.metadata.labels[IngressNames.uidLabel] else { return }
        for key in ingresses.store.keys(inIndex: Self.byUID, at: uid) { queue.add(key) }
    }
}
