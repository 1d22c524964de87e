import ControllerRuntime
import KubernetesAPI

/// The HeatStack controller: its parts, put into a ``Manager``.
public enum HeatStackController {
    /// Adds the controller.
    ///
    /// - Parameters:
    ///   - manager: what runs it. Writes to the API server go through its client.
    ///   - connections: the clouds, written to while the manager leads; they should stand behind its fence.
    ///   - namespace: the namespace that is kept; nil for all.
    ///   - cache: what another controller of the manager keeps of the same HeatStacks; nil for a cache of its own.
    ///   - workers: how many objects are in work at once.
    ///   - resyncInterval: how often a settled stack is looked at.
    public static func add(
        to manager: Manager, connections: HeatConnections, templates: TemplateResolver, namespace: String? = nil,
        cache: Reflector<HeatStack>? = nil, workers: Int = 4,
        resyncInterval: Duration = .seconds(300), clock: HeatStackClock = .continuous
    ) {
        let cache = cache ?? manager.cache(HeatStack.self, namespace: namespace)
        let queue = WorkQueue(name: "heatstack", firstBackoff: .milliseconds(500), longestBackoff: .seconds(60))
        let poller = StackPoller(queue: queue, clock: clock, logger: manager.logger)
        let reconciler = HeatStackReconciler(
            store: cache.store, client: manager.client, connections: connections, resolver: templates, poller: poller,
            recorder: manager.events(for: HeatStackReconciler.controllerName), resyncInterval: resyncInterval, clock: clock,
            logger: manager.logger)
        manager.addLeading(connections)
        manager.addLeading(poller)
        // Our own status writes come back as changes: they are no reason to look again.
        manager.add(
            Controller(
                name: "heatstack", for: cache, where: Predicate(update: isRelevant), reconciler: reconciler, workers: workers, queue: queue)
        )
    }

    static func isRelevant(_ old: HeatStack, _ new: HeatStack) -> Bool {
        old.spec != new.spec || old.metadata.uid != new.metadata.uid || old.metadata.isBeingDeleted != new.metadata.isBeingDeleted
            || old.metadata.annotations != new.metadata.annotations || Set(old.metadata.finalizers) != Set(new.metadata.finalizers)
    }
}
