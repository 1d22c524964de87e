import ControllerRuntime
import KubernetesAPI
import KubernetesClient
import Logging
import ServiceLifecycle

/// The classes that an Ingress may have and the namespaces that they admit, kept in memory for ``IngressPolicy``.
public struct ClassCaches: Sendable {
    private let ingressClasses: Reflector<IngressClass>
    private let loadBalancerClasses: Reflector<LoadBalancerClass>
    private let namespaces: Reflector<Namespace>

    /// Makes empty caches.
    public init(client: KubernetesClient, logger: Logger) {
        ingressClasses = Reflector(client: client, logger: logger)
        loadBalancerClasses = Reflector(client: client, logger: logger)
        namespaces = Reflector(client: client, logger: logger)
    }

    /// The services that fill them.
    public var services: [any ServiceLifecycle.Service] { [ingressClasses, loadBalancerClasses, namespaces] }

    /// Whether an Ingress is ours, and by which class; `foreign` until the caches are filled, so that nothing is judged by half of them.
    public func membership(of ingress: Ingress) -> IngressMembership {
        guard ingressClasses.hasSynced, loadBalancerClasses.hasSynced, namespaces.hasSynced else { return .foreign }
        return IngressMembership.of(
            ingress, classes: ingressClasses.store.all, parameters: loadBalancerClasses.store.all,
            namespaceLabels: namespaces.store[ObjectKey(name: ingress.metadata.namespace ?? "default")]?.metadata.labels)
    }
}
