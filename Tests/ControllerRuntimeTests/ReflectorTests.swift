import KubernetesAPI
import KubernetesClient
import LabKubernetes
import NIOConcurrencyHelpers
import Testing

@testable import ControllerRuntime

@Suite(.timeLimit(.minutes(1))) struct ReflectorTests {
    @Test func `the store follows the collection, from one streamed list on`() async throws {
        try await ReflectorBench.run(prepare: { try ReflectorBench.put($0, "early") }) { bench in
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
            configure: { $0.initialEvents = initialEvents }, prepare: { for index in 0..<12 { try ReflectorBench.put($0, "s\(index)") } }
        ) { bench in
            #expect(bench.reflector.store.count == 12)
            try await bench.expectInStep()
            #expect(bench.lists.count == 3 && bench.lists.allSatisfy { $0.contains("limit=5") })
            bench.server.inject(LabFault(.fail(code: 410, reason: "Expired"), verb: "watch", resource: "services"))
            bench.server.dropConnections()
            try bench.put("later")
            try await bench.expectInStep()
            #expect(bench.streamedLists.count == 1 && bench.lists.count == 6)
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
        timing.watchTimeout = .seconds(1)
        try await ReflectorBench.run(timing: timing) { bench in
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
        try await ReflectorBench.run(prepare: { server in
            server.inject(LabFault(.fail(code: 500), count: 3, verb: "watch", resource: "services"))
            server.inject(LabFault(.fail(code: 500), count: 4, verb: "list", resource: "services"))
        }) { bench in
            #expect(bench.reflector.hasSynced && bench.reflector.healthProblem() == nil)
            try await bench.expectInStep()
        }
    }

    @Test func `what is wrong is said in a health check`() async throws {
        let faults: @Sendable (LabKubernetes) -> Void = { server in
            for verb in ["watch", "list"] { server.inject(LabFault(.fail(code: 503, message: "no quorum"), count: 1000, verb: verb)) }
        }
        try await ReflectorBench.run(prepare: faults, waits: false) { bench in
            try await eventually("a failure") { bench.reflector.healthProblem()?.contains("no quorum") == true }
            #expect(bench.reflector.healthProblem()?.hasPrefix("services have not been listed yet") == true)
            bench.server.clearFaults()
            try await bench.reflector.waitUntilSynced()
            #expect(bench.reflector.healthProblem(silentFor: .zero)?.hasPrefix("watch of services silent for 0 s") == true)
            #expect(bench.reflector.healthProblem() == nil)
        }
    }

    @Test func `what a transform leaves out is not stored, and what it drops of an object is not seen`() async throws {
        try await ReflectorBench.run(transform: { service in
            if service.metadata.labels["label"] == "hidden" { return nil }
            var service = service
            service.spec = nil
            return service
        }) { bench in
            try bench.put("a", label: "hidden")
            try bench.put("b")
            try await eventually("b") { bench.object("b") != nil }
            #expect(bench.object("b")?.spec == nil && bench.object("a") == nil)
            try bench.put("a", label: "shown")
            try await eventually("a is shown") { bench.object("a") != nil }
            try bench.put("a", label: "hidden")
            try await eventually("a is hidden") { bench.object("a") == nil }
            #expect(bench.changes == ["+b", "+a", "-a"] && bench.fold.misfits.isEmpty)
        }
    }

    @Test func `after a write, the cache is waited for until it has seen it`() async throws {
        try await ReflectorBench.run { bench in
            bench.server.delayWatches(by: .milliseconds(200))
            let written = NIOLockedValueBox<[ObservedWrite]>([])
            try await KubernetesClient.$onWrite.withValue({ write in written.withLockedValue { $0.append(write) } }) {
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
