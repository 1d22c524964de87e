import ControllerRuntime
import KubernetesAPI
import OpenStackClient

/// The Ingress controller: from an Ingress and its class to credentials, a HeatStack and an address. It never speaks to Heat itself; beside it
/// runs the controller of the hosts' names, which speaks to Designate where a class wants it.
public enum IngressController {
    /// Adds the controllers.
    ///
    /// - Parameters:
    ///   - manager: what runs them. Everything in the cluster is read and written through its caches and its client.
    ///   - kubeconfig: how nodes reach the API server.
    ///   - designate: where names are published, its transport behind the manager's fence; nil when there is no cloud.
    ///   - home: the namespace of stacks that Ingresses of several namespaces share.
    ///   - workers: how many Ingresses are in work at once.
    public static func add(
        to manager: Manager, kubeconfig: NodeKubeconfig, designate: DesignateClient? = nil, home: String = "ake-system", workers: Int = 4
    ) {
        let caches = IngressCaches(manager)
        let groups = GroupCaches(caches: caches, home: home)
        let events = manager.events(for: IngressMembership.controllerName)
        let reconciler = IngressReconciler(
            client: manager.client, caches: caches, kubeconfig: kubeconfig, groups: groups, events: events, logger: manager.logger)
        manager.add(caches.controller(of: reconciler, workers: workers))
        let names = NamesReconciler(
            client: manager.client, caches: caches, groups: groups, designate: designate, events: events, logger: manager.logger)
        manager.add(caches.controller(of: names, workers: workers))
    }
}
