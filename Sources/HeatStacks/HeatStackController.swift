import ControllerRuntime
import HTTPTransport
import KubernetesAPI
import KubernetesClient
import Logging
import OpenStackClient
import ServiceLifecycle

/// The HeatStack controller: its services, put together.
public struct HeatStackController: Sendable {
    /// The services that run in every process: the cache.
    public let standby: [any ServiceLifecycle.Service]
    /// The services that run while the process leads.
    public let leading: [any ServiceLifecycle.Service]
    /// Whether the cache is filled.
    public let isReady: @Sendable () -> Bool

    /// Puts the controller together.
    ///
    /// - Parameters:
    ///   - namespace: the namespace that is kept; nil for all.
    ///   - instance: this process, in Events.
    ///   - workers: how many objects are in work at once.
    ///   - resyncInterval: how often a settled stack is looked at.
    public init(
        client: KubernetesClient, connections: HeatConnections, templates: TemplateResolver, namespace: String? = nil, instance: String,
        workers: Int = 4,
        resyncInterval: Duration = .seconds(300), clock: HeatStackClock = .continuous, logger: Logger
    ) {
        let reflector = Reflector(HeatStack.self, client: client, namespace: namespace, logger: logger)
        let queue = WorkQueue(name: "heatstack", firstBackoff: .milliseconds(500), longestBackoff: .seconds(60))
        let poller = StackPoller(queue: queue, clock: clock, logger: logger)
        let recorder = EventRecorder(client: client, controller: HeatStackReconciler.controllerName, instance: instance, logger: logger)
        let reconciler = HeatStackReconciler(
            store: reflector.store, client: client, connections: connections, resolver: templates, poller: poller, recorder: recorder,
            resyncInterval: resyncInterval, clock: clock, logger: logger)
        reflector.onChange { change in
            // Our own status writes come back as changes: they are no reason to look again.
            if case .updated(let old, let new) = change, !HeatStackController.isRelevant(old, new) { return }
            queue.add(change.object.key)
        }
        let controller = Controller(name: "heatstack", reconciler: reconciler, queue: queue, workers: workers, logger: logger) {
            try await reflector.waitUntilSynced()
        }
        standby = [reflector]
        leading = [connections, recorder, poller, controller]
        isReady = { reflector.hasSynced }
    }

    static func isRelevant(_ old: HeatStack, _ new: HeatStack) -> Bool {
        old.spec != new.spec || old.metadata.uid != new.metadata.uid || old.metadata.isBeingDeleted != new.metadata.isBeingDeleted
            || old.metadata.annotations != new.metadata.annotations || Set(old.metadata.finalizers) != Set(new.metadata.finalizers)
    }
}
