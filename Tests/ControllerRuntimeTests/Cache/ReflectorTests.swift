import KubernetesAPI
import KubernetesClient
import LabKubernetes
import NIOConcurrencyHelpers
import Testing

@testable import ControllerRuntime

@Suite(.timeLimit(.minutes(1))) struct ReflectorTests {
    @Test func `the store follows the collection, from one streamed list on`() async throws {
        try await ReflectorBench.run(.init(prepare: { try ReflectorBench.put($0, "early") })) { bench in
            try await bench.expectInStep()
            #expect(bench.changes == ["+early"])
            try bench.put("a")
            try bench.put("a", label: "x")
            try await eventually("the change is seen") { bench.object("a")?.metadata.labels["label"] == "x" }
            bench.remove("a")
            try await bench.expectInStep()
            #expect(bench.changes == ["+early", "+a", "~a", "-a"])
            #expect(bench.lists.isEmpty && bench.streamedLists.count == 1 && bench.watches.isEmpty)
        }
    }

    @Test(arguments: [LabKubernetesConfiguration.InitialEvents.refused, .ignored])
    func `a server without initial events is listed page by page, and asked for them once`(
        initialEvents: LabKubernetesConfiguration.InitialEvents
    ) async throws {
        try await ReflectorBench.run(
            .init(
                configure: { $0.initialEvents = initialEvents },
                prepare: { for index in 0..<12 { try ReflectorBench.put($0, "s\(index)") } }
            )
        ) { bench in
            #expect(bench.reflector.store.count == 12)
            try await bench.expectInStep()
            #expect(bench.lists.count == 3 && bench.lists.allSatisfy { $0.contains("limit=5") })
            try await bench.untilWatching()
            bench.server.inject(LabFault(.fail(code: 410, reason: "Expired"), verb: "watch", resource: "services"))
            bench.server.restart()
            try bench.put("later")
            try await eventually("another list") { bench.lists.count == 6 }
            try await bench.expectInStep()
            #expect(bench.streamedLists.count == 1)
            // The newest, from the first list on: the server's cache may be older than what was seen before this process.
            #expect(!bench.lists.contains { $0.contains("resourceVersion") })
        }
    }

    @Test func `a lost connection loses and repeats nothing, and lists nothing`() async throws {
        try await ReflectorBench.run { bench in
            try bench.put("a")
            try await bench.expectInStep()
            bench.server.restart()
            try bench.put("b")
            try await bench.expectInStep()
            bench.server.restart()
            bench.remove("a")
            try await bench.expectInStep()
            #expect(bench.changes == ["+a", "+b", "-a"])
            #expect(bench.streamedLists.count == 1 && bench.lists.isEmpty)
        }
    }

    @Test func `a watch that its server ends goes on from its last bookmark`() async throws {
        var timing = ReflectorBench.timing
        timing.watchTimeout = .seconds(2)
        try await ReflectorBench.run(.init(timing: timing)) { bench in
            let first = try #require(bench.reflector.store.lastSyncedVersion)
            // Elsewhere the world goes on, which only bookmarks tell.
            for index in 0..<5 { try bench.server.put(["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": "n\(index)"]]) }
            try await eventually("a bookmark") { bench.reflector.store.lastSyncedVersion ?? first > first }
            try await eventually("another watch") { bench.watches.count >= 1 }
            #expect(!bench.watches.contains { $0.contains("resourceVersion=\(first)&") })
            #expect(bench.streamedLists.count == 1 && bench.lists.isEmpty)
        }
    }

    @Test func `a server that is away at the start is waited for`() async throws {
        try await ReflectorBench.run(
            .init(prepare: { server in
                server.inject(LabFault(.fail(code: 500), count: 3, verb: "watch", resource: "services"))
                server.inject(LabFault(.fail(code: 500), count: 4, verb: "list", resource: "services"))
            })
        ) { bench in
            #expect(bench.reflector.hasSynced && bench.reflector.healthProblem() == nil)
            try await bench.expectInStep()
        }
    }

    @Test func `what is wrong is said in a health check`() async throws {
        let faults: @Sendable (LabKubernetes) -> Void = { server in
            for verb in ["watch", "list"] { server.inject(LabFault(.fail(code: 503, message: "no quorum"), count: 1000, verb: verb)) }
        }
        try await ReflectorBench.run(.init(prepare: faults, waits: false)) { bench in
            try await eventually("a failure") { bench.reflector.healthProblem()?.contains("no quorum") == true }
            #expect(bench.reflector.healthProblem()?.hasPrefix("services have not been listed yet") == true)
            bench.server.clearFaults()
            try await bench.reflector.waitUntilSynced()
            #expect(bench.reflector.healthProblem(silentFor: .zero)?.hasPrefix("watch of services silent for 0 s") == true)
            #expect(bench.reflector.healthProblem() == nil)
        }
    }

    @Test func `what a transform leaves out is not stored, and what it drops of an object is not seen`() async throws {
        try await ReflectorBench.run(
            .init(transform: { service in
                if service.metadata.labels["label"] == "hidden" { return nil }
                var service = service
                service.spec = nil
                return service
            })
        ) { bench in
            try bench.put("a", label: "hidden")
            try bench.put("b")
            try await eventually("b") { bench.object("b") != nil }
            #expect(bench.object("b")?.spec == nil && bench.object("a") == nil)
            try bench.put("a", label: "shown")
            try await eventually("a is shown") { bench.object("a") != nil }
            try bench.put("a", label: "hidden")
            try await eventually("a is hidden") { bench.object("a") == nil }
            try await eventually("all is told") { bench.changes == ["+b", "+a", "-a"] }
            #expect(bench.fold.misfits.isEmpty)
        }
    }

    @Test func `after a write, the cache is waited for until it has seen it`() async throws {
        try await ReflectorBench.run { bench in
            bench.server.delayWatches(by: .seconds(2))
            let written = NIOLockedValueBox<[ObservedWrite]>([])
            try await KubernetesClient.$onWrite.withValue(WriteObserver { write in written.withLockedValue { $0.append(write) } }) {
                let service = Service(metadata: ObjectMeta(name: "mine", namespace: "default"), spec: .init(ports: [.init(port: 80)]))
                try await bench.client.create(service)
                try await bench.client.patch(
                    Service.self, "mine", namespace: "default", with: .merge(["metadata": ["labels": ["label": "x"]]]))
            }
            let last = try #require(written.withLockedValue { $0.last })
            #expect(last.resource == bench.reflector.resource && written.withLockedValue { $0.count } == 2)
            let version = try #require(ResourceVersion(last.resourceVersion))
            let view: any CacheView = bench.reflector
            #expect(!view.hasSeen(version))
            let told = NIOLockedValueBox(false)
            view.onSeen(version) { told.withLockedValue { $0 = true } }
            try await bench.reflector.store.waitUntilSeen(version)
            #expect(bench.object("mine")?.metadata.labels["label"] == "x")
            try await eventually("the callback") { told.withLockedValue { $0 } }
            #expect(view.hasSeen(version))
        }
    }

    @Test func `several namespaces are one cache, each followed by itself`() async throws {
        try await ReflectorBench.run(
            .init(prepare: { server in
                for namespace in ["n1", "n2", "n3"] {
                    try server.put(["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(namespace)]])
                    try ReflectorBench.put(server, "early", namespace: namespace)
                }
            })
        ) { bench in
            let reflector = Reflector(
                Service.self, client: bench.client, namespaces: ["n1", "n2"], timing: ReflectorBench.timing, lists: ListGate(limit: 1),
                logger: ReflectorBench.quiet)
            let fold = ChangeFold<Service>()
            reflector.onChange { fold.take($0) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await reflector.run() }
                try await reflector.waitUntilSynced()
                #expect(reflector.store.all.map(\.key.description) == ["n1/early", "n2/early"])
                // A write is seen when its own namespace has seen it, not when all have.
                bench.server.inject(LabFault(.stall(.betweenEvents(after: 0)), verb: "watch", namespace: "n2"))
                bench.server.restart()
                try ReflectorBench.put(bench.server, "new", namespace: "n1")
                try ReflectorBench.put(bench.server, "new", namespace: "n3")
                let version = try #require(bench.server.object("services", namespace: "n1", name: "new")?["metadata"]?["resourceVersion"])
                try await reflector.store.waitUntilSeen(version.stringValue ?? "")
                #expect(reflector.store.contains(ObjectKey(namespace: "n1", name: "new")) && reflector.store.count == 3)
                // A list of one namespace takes nothing from the other.
                bench.server.inject(LabFault(.fail(code: 410, reason: "Expired"), verb: "watch", namespace: "n1"))
                bench.server.restart()
                bench.server.remove("services", namespace: "n1", name: "early")
                bench.server.remove("services", namespace: "n2", name: "early")
                try await eventually("both are gone") { reflector.store.all.map(\.key.description) == ["n1/new"] }
                try await eventually("all is told") { fold.isEqual(to: reflector.store) }
                #expect(fold.misfits.isEmpty && fold.changes.sorted() == ["+early", "+early", "+new", "-early", "-early"])
                #expect(reflector.lastContact != nil && reflector.healthProblem() == nil)
                group.cancelAll()
            }
        }
    }

    @Test func `nobody is told of anything before the collection is whole`() async throws {
        try await ReflectorBench.run(
            .init(
                configure: { $0.initialEvents = .refused }, prepare: { for index in 0..<12 { try ReflectorBench.put($0, "s\(index)") } },
                waits: false
            )
        ) { bench in
            let counts = NIOLockedValueBox<[Int]>([])
            let reflector = bench.reflector
            reflector.onChange { _ in
                counts.withLockedValue { $0.append(reflector.hasSynced ? reflector.store.count : -1) }
            }
            try await reflector.waitUntilSynced()
            try await eventually("all are told") { counts.withLockedValue { $0.count } >= 12 }
            #expect(counts.withLockedValue { Set($0) } == [12])
        }
    }

    @Test func `a deletion is seen as a write is`() async throws {
        try await ReflectorBench.run { bench in
            try bench.put("a")
            try await bench.expectInStep()
            bench.remove("a")
            try await bench.reflector.store.waitUntilSeen(try #require(ResourceVersion(String(bench.server.revision))))
            #expect(bench.object("a") == nil)
        }
    }
}
