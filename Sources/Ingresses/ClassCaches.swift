import ControllerRuntime
import KubernetesAPI

/// The classes that an Ingress may have and the namespaces that they admit, kept in memory for ``IngressPolicy``.
public struct ClassCaches: Sendable {
    private let ingressClasses: Reflector<IngressClass>
    private let loadBalancerClasses: Reflector<LoadBalancerClass>
    private let namespaces: Reflector<Namespace>

    /// Takes the caches from a manager, which runs them and is ready only when they are filled.
    public init(manager: Manager) {
        ingressClasses = manager.cache()
        loadBalancerClasses = manager.cache()
        namespaces = manager.cache()
    }

    /// Whether an Ingress is ours, and by which class; `foreign` until the caches are filled, so that nothing is judged by half of them.
    public func membership(of ingress: Ingress) -> IngressMembership {
        guard ingressClasses.hasSynced, loadBalancerClasses.hasSynced, namespaces.hasSynced else { return .foreign }
        return IngressMembership.of(
            ingress, classes: ingressClasses.store.all, parameters: loadBalancerClasses.store.all,
            namespaceLabels: namespaces.store[ObjectKey(name: ingress.metadata.namespace ?? "default")]?.metadata.labels)
    }
}
