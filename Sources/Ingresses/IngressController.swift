import ControllerRuntime
import KubernetesAPI
import KubernetesClient
import Logging
import ServiceLifecycle

/// The Ingress controller: from an Ingress and its class to credentials, a HeatStack and an address. It never speaks to OpenStack itself.
public struct IngressController: Sendable {
    /// The services that may run on every replica: caches, Events.
    public let standby: [any ServiceLifecycle.Service]
    /// The services that run on the leader only.
    public let leading: [any ServiceLifecycle.Service]

    /// Whether every cache has been filled once.
    public let isReady: @Sendable () -> Bool

    /// Makes the controller.
    ///
    /// - Parameters:
    ///   - kubeconfig: how nodes reach the API server.
    ///   - instance: the name of this process, in Events.
    ///   - workers: how many Ingresses are in work at once.
    public init(client: KubernetesClient, kubeconfig: NodeKubeconfig, instance: String, workers: Int = 4, logger: Logger) {
        let caches = IngressCaches(client: client, logger: logger)
        let events = EventRecorder(
            client: client, controller: IngressMembership.controllerName, instance: instance, logger: logger)
        let queue = WorkQueue(name: "ingress")
        caches.enqueue(into: queue)
        let reconciler = IngressReconciler(client: client, caches: caches, kubeconfig: kubeconfig, events: events, logger: logger)
        self.standby = caches.services + [events]
        self.isReady = { caches.haveSynced }
        self.leading = [
            Controller(name: "ingress", reconciler: reconciler, queue: queue, workers: workers, logger: logger) {
                try await caches.waitUntilSynced()
            }
        ]
    }
}
