import ControllerRuntime
import KubernetesAPI
import KubernetesClient
import LabKubernetes
import Logging
import NIOConcurrencyHelpers
import ServiceLifecycle
import Testing

@Suite(.timeLimit(.minutes(2))) struct ManagerTests {
    private static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    private static let timing = LeaderElectionTiming(
        leaseDuration: .seconds(4), renewDeadline: .seconds(2), retryPeriod: .milliseconds(200))

    /// A busy machine must not make the first lose the lease, which it would not release then.
    private static let patient = LeaderElectionTiming(
        leaseDuration: .seconds(40), renewDeadline: .seconds(30), retryPeriod: .milliseconds(200))

    private func manager(_ cluster: Cluster, identity: String? = nil, timing: LeaderElectionTiming = timing) throws -> Manager {
        try Manager(
            client: cluster.client, logger: Self.quiet,
            leaderElection: identity.map { .lease("default/test", identity: $0, timing: timing) } ?? .none, signals: [],
            closesClient: false)
    }

    /// Writes an annotation on each Service: a whole controller.
    private struct Marking: Reconciler {
        let client: KubernetesClient
        let services: Store<KubernetesAPI.Service>
        let identity: String

        func reconcile(_ key: ObjectKey) async throws -> ReconcileResult {
            guard let service = services[key], service.metadata.annotations["by"] == nil else { return .done }
            try await client.patch(
                Service.self, key.name, namespace: key.namespace,
                with: .merge(["metadata": ["annotations": ["by": .string(identity)]]]))
            return .done
        }
    }

    private func addMarking(to manager: Manager) {
        let services = manager.cache(Service.self)
        manager.add(
            Controller(
                name: "marking", for: services,
                reconciler: Marking(client: manager.client, services: services.store, identity: manager.identity)))
    }

    /// Does not end before it is released, cancelled or not.
    private final class Hanging: Reconciler {
        private let waiting = NIOLockedValueBox<[CheckedContinuation<Void, Never>]>([])

        var isHanging: Bool { waiting.withLockedValue { !$0.isEmpty } }

        func reconcile(_ key: ObjectKey) async throws -> ReconcileResult {
            await withCheckedContinuation { continuation in waiting.withLockedValue { $0.append(continuation) } }
            return .done
        }

        func release() {
            let all = waiting.withLockedValue { waiting in
                defer { waiting = [] }
                return waiting
            }
            for continuation in all { continuation.resume() }
        }
    }

    /// Says when it ends.
    private struct Witness: ServiceLifecycle.Service {
        let name: String
        let log: NIOLockedValueBox<[String]>

        func run() async throws {
            try? await gracefulShutdown()
            log.withLockedValue { $0.append(name) }
        }
    }

    @Test func `asking twice for the same cache gives the same one, for another selection another one`() async throws {
        try await Cluster.with { cluster in
            let manager = try manager(cluster)
            let all = manager.cache(Service.self)
            #expect(manager.cache(Service.self) === all)
            #expect(manager.cache(Service.self, namespace: "default") !== all)
            #expect(manager.cache(Service.self, selection: ListOptions(labelSelector: "a=b")) !== all)
            #expect(manager.cache(Service.self, indexes: ["x": { _ in [] }]) !== all)
            #expect(manager.events(for: "a") === manager.events(for: "a"))
            #expect(manager.cacheProblems.count == 4 && manager.cacheProblems.allSatisfy { $0.contains("have not been listed yet") })
        }
    }

    @Test func `a standby is ready, writes nothing, and goes on where the leader ended`() async throws {
        try await Cluster.with { cluster in
            let first = try manager(cluster, identity: "first", timing: Self.patient)
            let second = try manager(cluster, identity: "second", timing: Self.patient)
            for manager in [first, second] { addMarking(to: manager) }
            let by: @Sendable (String) async throws -> String? = {
                try await cluster.client.get(Service.self, $0, namespace: "default").metadata.annotations["by"]
            }
            let standby = ServiceGroupForTests(second)
            try await ServiceGroupForTests(first).run { stopFirst in
                try await eventually("the first leads") { first.isLeading }
                try await standby.run { stopSecond in
                    try await eventually("both are ready") { first.isReady && second.isReady }
                    try await cluster.client.create(cluster.service("a"))
                    try await eventually("it is marked") { try await by("a") == "first" }
                    #expect(!second.isLeading)
                    await #expect(throws: LeadershipLapsed.self) { try await second.client.create(cluster.service("refused")) }
                    let told = ContinuousClock.now
                    await stopFirst()
                    try await eventually("the second leads") { second.isLeading }
                    try await cluster.client.create(cluster.service("b"))
                    try await eventually("the second marks") { try await by("b") == "second" }
                    #expect(ContinuousClock.now - told < Self.patient.leaseDuration, "the lease was not released")
                    await stopSecond()
                }
            }
        }
    }

    @Test func `it ends in order: controllers, what they use, servers, and connections last`() async throws {
        try await Cluster.with { cluster in
            let log = NIOLockedValueBox<[String]>([])
            let manager = try manager(cluster, identity: "me", timing: Self.patient)
            manager.add(Witness(name: "server", log: log))
            manager.addLeading(Witness(name: "poller", log: log))
            manager.addLeading(Witness(name: "controller", log: log))
            manager.closeAtEnd { log.withLockedValue { $0.append("closed last") } }
            manager.closeAtEnd { log.withLockedValue { $0.append("closed first") } }
            try await ServiceGroupForTests(manager).run { stop in
                try await eventually("it leads") { manager.isLeading }
                await stop()
            }
            #expect(log.withLockedValue { $0 } == ["controller", "poller", "server", "closed first", "closed last"])
            #expect(!manager.isLeading)
        }
    }

    @Test func `a lost lease ends the manager with an error`() async throws {
        try await Cluster.with { cluster in
            let manager = try manager(cluster, identity: "me")
            addMarking(to: manager)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    await #expect(throws: LeaderElector.LeadershipLost.self) { try await manager.run() }
                }
                try await eventually("it leads") { manager.isLeading }
                cluster.server.inject(LabFault(.fail(code: 500), count: 1000, resource: "leases"))
                try await group.waitForAll()
            }
        }
    }

    @Test func `a lost lease ends the manager though a reconcile heeds no cancellation`() async throws {
        try await Cluster.with { cluster in
            let manager = try manager(cluster, identity: "me")
            let hanging = Hanging()
            manager.add(Controller(name: "hanging", for: manager.cache(Service.self), reconciler: hanging))
            try cluster.put("a")
            let start = ContinuousClock.now
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    await #expect(throws: LeaderElector.LeadershipLost.self) { try await manager.run() }
                }
                try await eventually("it hangs") { hanging.isHanging }
                cluster.server.inject(LabFault(.fail(code: 500), count: 1000, resource: "leases"))
                try await group.waitForAll()
            }
            #expect(hanging.isHanging && !manager.isLeading)
            #expect(ContinuousClock.now - start < .seconds(60))
            hanging.release()
        }
    }

    @Test func `the lease is renewed though every connection for calls is taken`() async throws {
        try await Cluster.with { cluster in
            let timing = LeaderElectionTiming(leaseDuration: .seconds(10), renewDeadline: .seconds(8), retryPeriod: .milliseconds(200))
            let manager = try manager(cluster, identity: "me", timing: timing)
            addMarking(to: manager)
            try await ServiceGroupForTests(manager).run { stop in
                try await eventually("it leads") { manager.isLeading }
                cluster.server.inject(LabFault(.delay(.seconds(60)), count: 1000, verb: "get", resource: "configmaps"))
                await withTaskGroup(of: Void.self) { group in
                    for index in 0..<32 {
                        group.addTask { _ = try? await manager.client.get(ConfigMap.self, "c\(index)", namespace: "default") }
                    }
                    // Longer than the right to lead lasts without being renewed.
                    try? await Task.sleep(for: timing.renewDeadline + .seconds(2))
                    #expect(manager.isLeading)
                    group.cancelAll()
                }
                await stop()
            }
        }
    }

    @Test(
        "settings that cannot work are refused at once",
        arguments: ["demo", "/demo", "ns/", ""])
    func settings(lease: String) async throws {
        try await Cluster.with { cluster in
            #expect(throws: LeaderElectionSettings.Invalid.self) {
                try Manager(client: cluster.client, logger: Self.quiet, leaderElection: .lease(lease))
            }
            #expect(throws: LeaderElectionTiming.Invalid.self) {
                try Manager(
                    client: cluster.client, logger: Self.quiet,
                    leaderElection: .lease("a/b", timing: LeaderElectionTiming(leaseDuration: .zero)))
            }
        }
    }
}
