import ControllerRuntime
import KubernetesAPI
import KubernetesClient
import Logging
import ServiceLifecycle

/// What the Ingress controller keeps in memory of the cluster.
public struct IngressCaches: Sendable {
    private static let byUID = "uid"

    let ingresses: Reflector<Ingress>
    let ingressClasses: Reflector<IngressClass>
    let loadBalancerClasses: Reflector<LoadBalancerClass>
    let heatStacks: Reflector<HeatStack>
    let serviceAccounts: Reflector<ServiceAccount>
    let roles: Reflector<Role>
    let roleBindings: Reflector<RoleBinding>
    let clusterRoleBindings: Reflector<ClusterRoleBinding>

    /// Makes empty caches.
    public init(client: KubernetesClient, logger: Logger) {
        let ours = ListOptions(labelSelector: IngressNames.uidLabel)
        self.ingresses = Reflector(client: client, indexes: [Self.byUID: { $0.metadata.uid.map { [$0] } ?? [] }], logger: logger)
        self.ingressClasses = Reflector(client: client, logger: logger)
        self.loadBalancerClasses = Reflector(client: client, logger: logger)
        self.heatStacks = Reflector(client: client, logger: logger)
        self.serviceAccounts = Reflector(client: client, selection: ours, logger: logger)
        self.roles = Reflector(client: client, selection: ours, logger: logger)
        self.roleBindings = Reflector(client: client, selection: ours, logger: logger)
        self.clusterRoleBindings = Reflector(client: client, selection: ours, logger: logger)
    }

    /// The services that fill the caches.
    public var services: [any ServiceLifecycle.Service] {
        [ingresses, ingressClasses, loadBalancerClasses, heatStacks, serviceAccounts, roles, roleBindings, clusterRoleBindings]
    }

    /// Whether every cache has been filled once.
    var haveSynced: Bool {
        ingresses.hasSynced && ingressClasses.hasSynced && loadBalancerClasses.hasSynced && heatStacks.hasSynced
            && serviceAccounts.hasSynced && roles.hasSynced && roleBindings.hasSynced && clusterRoleBindings.hasSynced
    }

    /// Waits until every cache has been filled once.
    public func waitUntilSynced() async throws {
        try await ingresses.waitUntilSynced()
        try await ingressClasses.waitUntilSynced()
        try await loadBalancerClasses.waitUntilSynced()
        try await heatStacks.waitUntilSynced()
        try await serviceAccounts.waitUntilSynced()
        try await roles.waitUntilSynced()
        try await roleBindings.waitUntilSynced()
        try await clusterRoleBindings.waitUntilSynced()
    }

    /// Adds the keys of Ingresses to a queue whenever something changes that matters to them.
    func enqueue(into queue: WorkQueue) {
        ingresses.onChange { queue.add($0.object.key) }
        heatStacks.onChange { enqueueOwner(of: $0.object, into: queue) }
        serviceAccounts.onChange { enqueueOwner(of: $0.object, into: queue) }
        roles.onChange { enqueueOwner(of: $0.object, into: queue) }
        roleBindings.onChange { enqueueOwner(of: $0.object, into: queue) }
        let ingresses = ingresses.store
        clusterRoleBindings.onChange { change in
            guard let uid = change.object.metadata.labels[IngressNames.uidLabel] else { return }
            for key in ingresses.keys(inIndex: Self.byUID, at: uid) { queue.add(key) }
        }
        // A class decides for all its Ingresses; classes change rarely, so all are looked at.
        ingressClasses.onChange { _ in for ingress in ingresses.all { queue.add(ingress.key) } }
        loadBalancerClasses.onChange { _ in for ingress in ingresses.all { queue.add(ingress.key) } }
    }

    private func enqueueOwner(of object: some KubernetesObject, into queue: WorkQueue) {
        guard let owner = object.metadata.controllerReference, owner.kind == Ingress.resource.kind else { return }
        queue.add(ObjectKey(namespace: object.metadata.namespace, name: owner.name))
    }
}
