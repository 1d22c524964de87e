import ControllerRuntime
import JSON
import KubernetesAPI
import KubernetesClient
import LabKubernetes
import Logging
import NIOConcurrencyHelpers
import Testing

/// Controllers on real caches.
@Suite(.timeLimit(.minutes(1))) struct ControllerSourceTests {
    private static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private struct Reports: Reconciler {
        let keys = NIOLockedValueBox<[ObjectKey]>([])
        var body: @Sendable (ObjectKey) async throws -> Void = { _ in }

        func reconcile(_ key: ObjectKey) async throws -> ReconcileResult {
            keys.withLockedValue { $0.append(key) }
            try await body(key)
            return .done
        }

        func count(_ name: String) -> Int { keys.withLockedValue { $0.filter { $0.name == name }.count } }
    }

    private func account(_ name: String, owner: KubernetesAPI.Service? = nil) -> ServiceAccount {
        var account = ServiceAccount(metadata: ObjectMeta(name: name, namespace: "default"))
        if let owner { account.metadata.ownerReferences = [owner.ownerReference()] }
        return account
    }

    @Test func `what is there is looked at once, and changes of it and of what it owns lead to it`() async throws {
        try await Cluster.with { cluster in
            let owner = try await cluster.client.create(cluster.service("owner"))
            try await cluster.client.create(account("owned", owner: owner))
            let manager = try Manager(client: cluster.client, logger: Self.quiet, signals: [], closesClient: false)
            let reports = Reports()
            manager.add(
                Controller(name: "test", for: manager.cache(Service.self), reconciler: reports)
                    .owns(manager.cache(ServiceAccount.self))
                    .watches(manager.cache(Node.self)) { _ in [ObjectKey(namespace: "default", name: "mapped")] })
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await manager.run() }
                try await eventually("the owner") { reports.count("owner") >= 1 }
                let before = reports.count("owner")
                try await cluster.client.patch(
                    ServiceAccount.self, "owned", namespace: "default", with: .merge(["metadata": ["labels": ["a": "b"]]]))
                try await eventually("its owned object's change") { reports.count("owner") > before }
                try await cluster.client.create(account("stranger"))
                try await cluster.client.create(cluster.service("new"))
                try await eventually("the new one") { reports.count("new") >= 1 }
                try await cluster.client.create(Node(metadata: ObjectMeta(name: "node")))
                try await eventually("the mapped one") { reports.count("mapped") >= 1 }
                #expect(reports.count("stranger") == 0 && reports.count("owned") == 0)
                group.cancelAll()
            }
        }
    }

    @Test func `a reconcile never reads a past that is older than its own last write`() async throws {
        try await Cluster.with { cluster in
            try await cluster.client.create(cluster.service("a"))
            cluster.server.delayWatches(by: .milliseconds(300))
            let manager = try Manager(client: cluster.client, logger: Self.quiet, signals: [], closesClient: false)
            let services = manager.cache(Service.self)
            let (stale, written) = (NIOLockedValueBox(0), NIOLockedValueBox(0))
            let client = manager.client
            let reports = Reports(body: { key in
                // What a controller does that counts: read the cache, write what follows.
                let seen = services.store[key].flatMap { Int($0.metadata.annotations["count"] ?? "0") } ?? 0
                let known = written.withLockedValue { $0 }
                if seen < known { stale.withLockedValue { $0 += 1 } }
                guard seen < 5 else { return }
                try await client.patch(
                    Service.self, key.name, namespace: key.namespace,
                    with: .merge(["metadata": ["annotations": ["count": .string("\(seen + 1)")]]]))
                written.withLockedValue { $0 = seen + 1 }
                // As if it failed right after: it is tried again in milliseconds, long before the watch tells of the write.
                throw TestFailure()
            })
            manager.add(Controller(name: "test", for: services, reconciler: reports))
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await manager.run() }
                try await eventually("five writes, each on the last") {
                    try await cluster.client.get(Service.self, "a", namespace: "default").metadata.annotations["count"] == "5"
                }
                group.cancelAll()
            }
            #expect(stale.withLockedValue { $0 } == 0)
            #expect(reports.count("a") <= 12)
        }
    }

    @Test func `a reconcile that ignores its cancellation keeps its key and its worker, and no others`() async throws {
        let release = NIOLockedValueBox<[CheckedContinuation<Void, Never>]>([])
        let reports = Reports(body: { key in
            if key.name == "deaf" { await withCheckedContinuation { waiting in release.withLockedValue { $0.append(waiting) } } }
        })
        let controller = Controller(name: "test", reconciler: reports, workers: 1, timeout: .milliseconds(50), logger: Self.quiet)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await controller.run() }
            controller.queue.add(ObjectKey(name: "deaf"))
            try await eventually("it hangs") { reports.count("deaf") == 1 }
            controller.queue.add(ObjectKey(name: "deaf"))
            controller.queue.add(ObjectKey(name: "other"))
            try await eventually("the other one, by a new worker") { reports.count("other") == 1 }
            #expect(reports.count("deaf") == 1)
            for waiting in release.withLockedValue({ $0 }) { waiting.resume() }
            try await eventually("it comes again") { reports.count("deaf") >= 2 }
            for waiting in release.withLockedValue({ $0.dropFirst() }) { waiting.resume() }
            group.cancelAll()
        }
    }

    @Test func `a reconcile in work ends before its controller does, and no new one is begun`() async throws {
        let ended = NIOLockedValueBox(false)
        let isToldToStop = NIOLockedValueBox(false)
        let reports = Reports(body: { _ in
            while !isToldToStop.withLockedValue({ $0 }) { try await Task.sleep(for: .milliseconds(10)) }
            try await Task.sleep(for: .milliseconds(300))
            ended.withLockedValue { $0 = true }
        })
        let controller = Controller(name: "test", reconciler: reports, workers: 1, logger: Self.quiet)
        let group = ServiceGroupForTests(controller)
        try await group.run { stop in
            controller.queue.add(ObjectKey(name: "a"))
            controller.queue.add(ObjectKey(name: "b"))
            try await eventually("it is in work") { reports.count("a") == 1 }
            await stop()
            isToldToStop.withLockedValue { $0 = true }
        }
        #expect(ended.withLockedValue { $0 })
        #expect(reports.count("b") == 0)
    }
}

struct TestFailure: Error {}
