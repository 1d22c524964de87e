import ControllerRuntime
import FoundationEssentials
import JSON
import KubernetesAPI
import KubernetesClient

/// Brings one Site's ConfigMap, Deployment and status to what its spec says. At its end the Pods go before the page that they serve.
struct SiteReconciler: Reconciler {
    static let finalizer = "example.com/stop-pods-first"
    let client: KubernetesClient
    let sites: Store<Site>
    let deployments: Store<Deployment>
    let events: EventRecorder

    func reconcile(_ key: ObjectKey) async throws -> ReconcileResult {
        guard let site = sites[key] else { return .done }
        if site.metadata.isBeingDeleted { return try await finish(site) }
        guard site.spec.page.utf8.count <= 100_000 else {
            let problem = "spec.page has \(site.spec.page.utf8.count) bytes, at most 100000 fit; shorten it"
            events.record(.warning, on: site.reference, reason: "PageTooLong", action: "Reconcile", note: problem)
            try await report(on: site, ready: 0, isReady: false, reason: "PageTooLong", message: problem)
            throw TerminalError(problem)
        }
        try await client.addFinalizer(Self.finalizer, to: site)
        // What is there already is not written again: an apply that changes nothing makes no new version.
        try await client.apply(site.configMap, fieldManager: "site-operator")
        try await client.apply(site.deployment, fieldManager: "site-operator")
        let ready = deployments[key]?.status?.readyReplicas ?? 0
        let isReady = ready >= site.spec.replicas
        if isReady, site.status?.conditions["Ready"]?.status != "True" {
            events.record(.normal, on: site.reference, reason: "Serving", action: "Reconcile", note: "\(ready) Pods serve the page")
        }
        let message = "\(ready) of \(site.spec.replicas) Pods are ready"
        try await report(on: site, ready: ready, isReady: isReady, reason: isReady ? "Serving" : "Starting", message: message)
        return .done
    }

    private func finish(_ site: Site) async throws -> ReconcileResult {
        if deployments[site.key] == nil {
            try await client.removeFinalizer(Self.finalizer, from: site)
        } else {
            // When the cache sees that it is gone, the key comes again.
            try await client.delete(Deployment.self, site.metadata.name, namespace: site.metadata.namespace)
        }
        return .done
    }

    private func report(on site: Site, ready: Int, isReady: Bool, reason: String, message: String) async throws {
        var status = site.status ?? Site.Status()
        status.readyReplicas = ready
        status.conditions.set(
            Condition(
                type: "Ready", status: isReady ? "True" : "False", observedGeneration: site.metadata.generation,
                lastTransitionTime: Timestamp(seconds: Int64(Date().timeIntervalSince1970)), reason: reason, message: message))
        guard status != site.status else { return }
        let patch = Patch.merge(["status": try JSONValue(encoding: status)])
        try await client.patch(Site.self, site.metadata.name, namespace: site.metadata.namespace, subresource: "status", with: patch)
    }
}
