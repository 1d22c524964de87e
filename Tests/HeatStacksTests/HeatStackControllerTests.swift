import ControllerRuntime
import JSON
import KubernetesAPI
import LabHeat
import LabKubernetes
import NIOConcurrencyHelpers
import OpenStackClient
import ServiceLifecycle
import Testing

@testable import HeatStacks

/// All services together, in real time: watches, workers, the poller. A process is killed by cancelling its tasks.
@Suite(.timeLimit(.minutes(2))) struct HeatStackControllerTests {
    /// Runs a controller process while `body` runs, then kills it.
    static func process(_ bench: Bench, _ body: @escaping @Sendable () async throws -> Void) async throws {
        let manager = try Manager(client: bench.client, logger: Bench.logger, signals: [], closesClient: false)
        HeatStackController.add(
            to: manager, connections: HeatConnections(fixed: bench.heatClient),
            templates: TemplateResolver(source: TemplateSource(transport: bench.transport)))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await manager.run() }
            defer { group.cancelAll() }
            try await body()
        }
    }

    static func until(_ condition: () async throws -> Bool) async throws {
        let deadline = ContinuousClock.now + .seconds(30)
        while try await !condition() {
            try #require(ContinuousClock.now < deadline)
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    static func isReady(_ bench: Bench, status: String) async throws -> Bool {
        let now = try await bench.status()
        return now.stackStatus == status && now.conditions["Ready"]?.status == "True"
    }

    @Test func `create, scale and delete go through by watch and poll alone`() async throws {
        try await Bench.run { bench in
            try await Self.process(bench) {
                try await bench.create()
                try await Self.until { try await bench.status().stackStatus == "CREATE_IN_PROGRESS" }
                bench.heat.state.withLockedValue { $0.settle() }
                try await Self.until { try await Self.isReady(bench, status: "CREATE_COMPLETE") }
                try await bench.patch(["params": ["replicas": "3"]])
                try await Self.until { bench.stacks.first?.status == "UPDATE_IN_PROGRESS" }
                bench.heat.state.withLockedValue { $0.settle() }
                try await Self.until { try await Self.isReady(bench, status: "UPDATE_COMPLETE") }
                try await bench.delete()
                try await Self.until { bench.stacks.first?.status == "DELETE_IN_PROGRESS" }
                bench.heat.state.withLockedValue { $0.settle() }
                try await Self.until { try await bench.object() == nil }
            }
            #expect(bench.heatWrites == 3)
        }
    }

    @Test func `a process killed while Heat is at work is followed by one that ends it, with one stack`() async throws {
        try await Bench.run { bench in
            try await Self.process(bench) {
                try await bench.create()
                try await Self.until { bench.stacks.count == 1 }
            }
            bench.heat.state.withLockedValue { $0.settle() }
            try await Self.process(bench) {
                try await Self.until { try await Self.isReady(bench, status: "CREATE_COMPLETE") }
            }
            #expect(bench.stacks.count == 1 && bench.heatWrites == 1)
        }
    }

    @Test func `many stacks in progress cost one list call a tick`() async throws {
        try await Bench.run { bench in
            try await Self.process(bench) {
                for number in 0..<20 {
                    try await bench.client.create(
                        HeatStack(
                            metadata: ObjectMeta(name: "web-\(number)", namespace: "default"),
                            spec: HeatStackSpec(templateURL: "file://\(bench.files.path)/t.yaml")))
                }
                try await Self.until { bench.stacks.count == 20 }
                let start = ContinuousClock.now
                let before = bench.heat.state.withLockedValue { $0.calls.filter { $0.isList && $0.query["name"] == nil }.count }
                try await Task.sleep(for: .seconds(3))
                let lists = bench.heat.state.withLockedValue { $0.calls.filter { $0.isList && $0.query["name"] == nil }.count } - before
                let seconds = Double((ContinuousClock.now - start).components.seconds) + 1
                #expect(Double(lists) <= seconds + 1)
                bench.heat.state.withLockedValue { $0.settle() }
                try await Self.until {
                    bench.kubernetes.objects("heatstacks", group: AKE.group).allSatisfy {
                        $0["status"]?["stackStatus"] == "CREATE_COMPLETE"
                    }
                }
            }
            #expect(bench.heatWrites == 20)
        }
    }

    @Test func `only a change of the spec, the deletion or the metadata that matters wakes the controller`() {
        let object = HeatStack(metadata: ObjectMeta(name: "a", namespace: "b", uid: "u"), spec: HeatStackSpec(templateURL: "t"))
        var changed = object
        changed.status = HeatStackStatus(stackStatus: "X")
        changed.metadata.resourceVersion = "2"
        #expect(!HeatStackController.isRelevant(object, changed))
        changed.spec.timeout = 3
        #expect(HeatStackController.isRelevant(object, changed))
        changed = object
        changed.metadata.deletionTimestamp = Timestamp(seconds: 1)
        #expect(HeatStackController.isRelevant(object, changed))
    }
}
