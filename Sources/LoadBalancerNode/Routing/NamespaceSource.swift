import ControllerRuntime
import KubernetesAPI
import KubernetesClient
import Logging
import ServiceLifecycle

/// The objects of a namespace that a node needs for some Ingresses by name.
final class NamespaceSource: RoutingSource {
    let namespace: String
    let names: [String]
    private let ingresses: [Reflector<Ingress>]
    private let serviceCache: Reflector<KubernetesAPI.Service>
    private let endpoints: Reflector<EndpointSlice>

    init(namespace: String, names: [String], client: KubernetesClient, logger: Logger) {
        self.namespace = namespace
        self.names = names
        // By name, one by one: the node may read no others.
        self.ingresses = names.map { name in
            Reflector(
                Ingress.self, client: client, namespace: namespace, selection: ListOptions(fieldSelector: "metadata.name=\(name)"),
                logger: logger)
        }
        self.serviceCache = Reflector(KubernetesAPI.Service.self, client: client, namespace: namespace, logger: logger)
        self.endpoints = Reflector(EndpointSlice.self, client: client, namespace: namespace, logger: logger)
    }

    var services: [any ServiceLifecycle.Service] { ingresses + [serviceCache, endpoints] }

    func onChange(_ body: @escaping @Sendable () -> Void) {
        for reflector in ingresses { reflector.onChange { _ in body() } }
        serviceCache.onChange { _ in body() }
        endpoints.onChange { _ in body() }
    }

    func waitUntilSynced() async throws {
        for reflector in ingresses { try await reflector.waitUntilSynced() }
        try await serviceCache.waitUntilSynced()
        try await endpoints.waitUntilSynced()
    }

    func snapshot() -> RoutingSnapshot {
        var snapshot = RoutingSnapshot()
        snapshot.missing = [
            ingresses.allSatisfy(\.hasSynced) ? nil : "Ingresses", serviceCache.hasSynced ? nil : "Services",
            endpoints.hasSynced ? nil : "EndpointSlices",
        ].compactMap { $0 }
        snapshot.ingresses = ingresses.flatMap(\.store.all)
        snapshot.services = serviceCache.store.all
        snapshot.endpoints = endpoints.store.all
        let present = Set(snapshot.ingresses.map(\.metadata.name))
        snapshot.absent = names.filter { !present.contains($0) }.map { ObjectKey(namespace: namespace, name: $0) }
        return snapshot
    }
}
