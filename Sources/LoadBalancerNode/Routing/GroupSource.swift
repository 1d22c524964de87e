import ControllerRuntime
import KubernetesAPI
import KubernetesClient
import Logging
import NIOConcurrencyHelpers
import ServiceLifecycle

/// The objects of all namespaces of a group: what its IngressGroup lists is watched, as long as it lists it.
final class GroupSource: RoutingSource, ServiceLifecycle.Service {
    private struct State {
        var handlers: [@Sendable () -> Void] = []
        /// What is watched, by namespace.
        var watched: [String: NamespaceSource] = [:]
        /// Ingresses as they were last seen, for as long as the group lists them.
        var seen: [ObjectKey: Ingress] = [:]
    }

    private let group: ObjectKey
    private let groups: Reflector<IngressGroup>
    private let client: KubernetesClient
    private let logger: Logger
    private let state = NIOLockedValueBox(State())
    private let wakeups = Wakeups()

    init(group: ObjectKey, client: KubernetesClient, logger: Logger) {
        self.group = group
        self.client = client
        self.logger = logger
        self.groups = Reflector(
            IngressGroup.self, client: client, namespace: group.namespace,
            selection: ListOptions(fieldSelector: "metadata.name=\(group.name)"),
            logger: logger)
        let wakeups = wakeups
        groups.onChange { _ in wakeups.changed() }
    }

    var services: [any ServiceLifecycle.Service] { [groups, self] }

    func onChange(_ body: @escaping @Sendable () -> Void) {
        state.withLockedValue { $0.handlers.append(body) }
        groups.onChange { _ in body() }
    }

    func waitUntilSynced() async throws {
        try await groups.waitUntilSynced()
        while !snapshot().missing.isEmpty { try await Task.sleep(for: .milliseconds(100)) }
    }

    /// Watches what the group lists, until the task is cancelled or the service group shuts down.
    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { tasks in
                let (sources, continuation) = AsyncStream.makeStream(of: NamespaceSource.self)
                tasks.addTask {
                    await self.wakeups.loop(every: .seconds(1)) {
                        for source in self.change() { continuation.yield(source) }
                    }
                    continuation.finish()
                }
                for await source in sources { tasks.addTask { await self.keep(source) } }
            }
        }
    }

    // Takes up what the group lists now, and returns what is to be watched from now on.
    private func change() -> [NamespaceSource] {
        guard groups.hasSynced, let list = groups.store[group] else { return [] }
        let wanted = Dictionary(grouping: list.spec.members, by: \.namespace).mapValues { $0.map(\.name).sorted() }
        let (started, handlers) = state.withLockedValue { state -> ([NamespaceSource], [@Sendable () -> Void]) in
            var started: [NamespaceSource] = []
            for (namespace, names) in wanted where state.watched[namespace]?.names != names {
                let source = NamespaceSource(namespace: namespace, names: names, client: client, logger: logger)
                state.watched[namespace] = source
                started.append(source)
            }
            for namespace in state.watched.keys where wanted[namespace] == nil { state.watched[namespace] = nil }
            return (started, state.handlers)
        }
        for source in started { for handler in handlers { source.onChange(handler) } }
        return started
    }

    // Runs until another one has taken its place.
    private func keep(_ source: NamespaceSource) async {
        await withTaskGroup(of: Void.self) { tasks in
            for service in source.services { tasks.addTask { try? await service.run() } }
            while !Task.isCancelled, state.withLockedValue({ $0.watched[source.namespace] === source }) {
                try? await Task.sleep(for: .seconds(1))
            }
            tasks.cancelAll()
        }
    }

    func snapshot() -> RoutingSnapshot {
        var whole = RoutingSnapshot()
        guard groups.hasSynced else {
            whole.missing = ["the IngressGroup"]
            return whole
        }
        guard let list = groups.store[group] else {
            whole.absent = [group]
            return whole
        }
        let watched = state.withLockedValue { $0.watched }
        for namespace in Set(list.spec.members.map(\.namespace)).sorted() {
            guard let source = watched[namespace] else {
                whole.missing.append("namespace \(namespace)")
                continue
            }
            let part = source.snapshot()
            whole.missing += part.missing.map { "\($0) of namespace \(namespace)" }
            whole.ingresses += part.ingresses
            whole.services += part.services
            whole.endpoints += part.endpoints
        }
        complete(&whole, list)
        return whole
    }

    // An Ingress that is listed and not there is a mistake, or on its way: it stays as it was seen last, and does not keep the others.
    private func complete(_ whole: inout RoutingSnapshot, _ list: IngressGroup) {
        let listed = Set(list.spec.members.map(\.key))
        let present = whole.ingresses.filter { listed.contains($0.key) }
        let seen = state.withLockedValue { state -> [ObjectKey: Ingress] in
            for ingress in present { state.seen[ingress.key] = ingress }
            state.seen = state.seen.filter { listed.contains($0.key) }
            return state.seen
        }
        let known = Set(present.map(\.key))
        whole.ingresses = present + listed.subtracting(known).sorted().compactMap { seen[$0] }
        whole.absent = listed.subtracting(whole.ingresses.map(\.key)).sorted()
    }
}
