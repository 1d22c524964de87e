import ControllerRuntime
import KubernetesAPI

/// The Ingress controller: from an Ingress and its class to credentials, a HeatStack and an address. It never speaks to OpenStack itself.
public enum IngressController {
    /// Adds the controller.
    ///
    /// - Parameters:
    ///   - manager: what runs it. Everything is read and written through its caches and its client.
    ///   - kubeconfig: how nodes reach the API server.
    ///   - workers: how many Ingresses are in work at once.
    public static func add(to manager: Manager, kubeconfig: NodeKubeconfig, workers: Int = 4) {
        let caches = IngressCaches(manager)
        let reconciler = IngressReconciler(
            client: manager.client, caches: caches, kubeconfig: kubeconfig, events: manager.events(for: IngressMembership.controllerName),
            logger: manager.logger)
        manager.add(caches.controller(of: reconciler, workers: workers))
    }
}
