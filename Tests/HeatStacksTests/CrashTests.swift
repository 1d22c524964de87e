import JSON
import KubernetesAPI
import LabHeat
import LabKubernetes
import OpenStackClient
import Testing

@testable import ControllerRuntime
@testable import HeatStacks

/// What is lost on the way, and processes that end between two writes: afterwards there is one stack and a right status.
@Suite(.timeLimit(.minutes(2))) struct CrashTests {
    @Test func `a create whose answer is lost is found by name and tag, by the same process`() async throws {
        try await Bench.run { bench in
            bench.heat.state.withLockedValue { $0.faults = [.init("POST", "/stacks", .loseAnswer)] }
            try await bench.create()
            #expect(try await bench.reconcile() == .requeue(after: .seconds(2)))
            #expect(bench.stacks.count == 1)
            #expect(try await bench.status().stackID == nil)
            try await bench.reconcile()
            #expect(bench.stacks.count == 1 && bench.heatWrites == 1)
            #expect(try await bench.status().stackID == bench.stacks.first?.id)
            #expect(try await bench.status().lastParams == ["replicas": "2"])
            #expect(try await bench.event("StackAdopted") != nil)
        }
    }

    @Test func `a create whose answer is lost is found by the next process too`() async throws {
        try await Bench.run { bench in
            bench.heat.state.withLockedValue { $0.faults = [.init("POST", "/stacks", .loseAnswer)] }
            try await bench.create()
            try await bench.reconcile()
            bench.restart()
            bench.heat.state.withLockedValue { $0.settle() }
            try await bench.reconcile()
            let status = try await bench.status()
            #expect(bench.stacks.count == 1 && bench.heatWrites == 1)
            #expect(status.stackStatus == "CREATE_COMPLETE" && status.lastOutputs["bigip_vsip"] == "198.51.100.10")
        }
    }

    @Test func `a create that never arrived is sent again, but not at once`() async throws {
        try await Bench.run { bench in
            bench.heat.state.withLockedValue { $0.faults = [.init("POST", "/stacks", .loseCall)] }
            try await bench.create()
            try await bench.reconcile()
            try await bench.reconcile()
            #expect(bench.stacks.isEmpty && bench.heatWrites == 1)
            let reconciling = try await bench.status().conditions["Reconciling"]
            #expect(reconciling?.reason == "HeatUnavailable" && reconciling?.message.contains("has not confirmed") == true)
            bench.pass(.seconds(20))
            try await bench.reconcile()
            #expect(bench.stacks.count == 1)
        }
    }

    /// The reconcile's writes to Kubernetes, in order: the finalizer, the intent, the id. At each the process is ended: the write is made or not,
    /// and nothing after it happens.
    @Test(arguments: 0..<3, [LabFault.Action.drop, .loseResponse])
    func `a process that ends at any write of a creation leaves one stack and a right status`(write: Int, action: LabFault.Action)
        async throws
    {
        try await Bench.run { bench in
            try await bench.create()
            // The client repeats what was dropped: as often as it tries, it fails.
            let resource = write == 0 ? "heatstacks" : "heatstacks/status"
            if write == 2 {
                // The first status write passes.
                bench.kubernetes.inject(LabFault(.delay(.zero), count: 1, verb: "patch", resource: resource))
            }
            bench.kubernetes.inject(LabFault(action, count: 4, verb: "patch", resource: resource))
            await #expect(throws: (any Error).self) { try await bench.reconcile() }
            #expect(bench.stacks.count == (write == 2 ? 1 : 0))
            bench.kubernetes.clearFaults()
            bench.restart()
            try await bench.reconcile()
            bench.heat.state.withLockedValue { $0.settle() }
            try await bench.reconcile()
            let status = try await bench.status()
            #expect(bench.stacks.count == 1)
            #expect(status.stackID == bench.stacks.first?.id && status.stackStatus == "CREATE_COMPLETE")
            #expect(status.conditions["Ready"]?.status == "True")
            #expect(bench.heat.state.withLockedValue { $0.overlappingUpdates } == 0)
        }
    }

    @Test func `a process that ends after an update does not send it twice`() async throws {
        try await Bench.run { bench in
            try await bench.createWhole()
            try await bench.patch(["params": ["replicas": "3"]])
            bench.kubernetes.inject(LabFault(.delay(.zero), count: 1, verb: "patch", resource: "heatstacks/status"))
            bench.kubernetes.inject(LabFault(.drop, count: 4, verb: "patch", resource: "heatstacks/status"))
            await #expect(throws: (any Error).self) { try await bench.reconcile() }
            bench.kubernetes.clearFaults()
            bench.restart()
            try await bench.reconcile()
            bench.heat.state.withLockedValue { $0.settle() }
            bench.restart()
            try await bench.reconcile()
            #expect(bench.stacks.map(\.updates) == [1])
            let status = try await bench.status()
            #expect(status.stackStatus == "UPDATE_COMPLETE" && status.lastParams == ["replicas": "3"])
        }
    }

    @Test func `an update whose answer is lost is not sent twice`() async throws {
        try await Bench.run { bench in
            try await bench.createWhole()
            try await bench.patch(["params": ["replicas": "3"]])
            bench.heat.state.withLockedValue { $0.faults = [.init("PUT", "", .loseAnswer)] }
            try await bench.reconcile()
            bench.heat.state.withLockedValue { $0.settle() }
            try await bench.reconcile()
            #expect(bench.stacks.map(\.updates) == [1])
            #expect(try await bench.status().conditions["Ready"]?.status == "True")
        }
    }

    @Test func `an object deleted while its create is in doubt waits for the stack and takes it along`() async throws {
        try await Bench.run { bench in
            bench.heat.state.withLockedValue { $0.faults = [.init("POST", "/stacks", .loseCall)] }
            try await bench.create()
            try await bench.reconcile()
            try await bench.delete()
            bench.restart()
            #expect(try await bench.reconcile() == .requeue(after: .seconds(5)))
            #expect(try await bench.object() != nil)
            // The call was in flight after all.
            let uid = try await bench.object()?.metadata.uid ?? ""
            bench.heat.state.withLockedValue {
                $0.stacks = [
                    LabHeatStack(
                        id: "late", name: "web-\(uid)", action: "CREATE", progress: "IN_PROGRESS", reason: "",
                        tags: ["ake", "ake-uid-\(uid)"],
                        parameters: [:], template: .null, files: [:])
                ]
            }
            try await bench.reconcile()
            #expect(bench.stacks.map(\.status) == ["DELETE_IN_PROGRESS"])
            bench.heat.state.withLockedValue { $0.settle() }
            try await bench.reconcile()
            #expect(try await bench.object() == nil && bench.stacks.isEmpty)
        }
    }

    @Test func `an object whose create certainly never happened goes after a minute at most`() async throws {
        try await Bench.run { bench in
            bench.heat.state.withLockedValue { $0.faults = [.init("POST", "/stacks", .loseCall)] }
            try await bench.create()
            try await bench.reconcile()
            try await bench.delete()
            try await bench.reconcile()
            bench.pass(.seconds(61))
            try await bench.reconcile()
            #expect(try await bench.object() == nil)
        }
    }

    @Test func `two stacks of one object, from a create that came late, become one`() async throws {
        try await Bench.run { bench in
            try await bench.createWhole()
            bench.heat.state.withLockedValue { state in
                var second = state.stacks[0]
                second.id = "second"
                state.stacks.append(second)
            }
            try await bench.delete()
            try await bench.reconcile()
            #expect(bench.stacks.map(\.status) == ["DELETE_IN_PROGRESS", "DELETE_IN_PROGRESS"])
            bench.heat.state.withLockedValue { $0.settle() }
            try await bench.reconcile()
            #expect(try await bench.object() == nil)
        }
    }

    @Test func `a stale cache never sends an old spec over a new one`() async throws {
        try await Bench.run { bench in
            try await bench.createWhole()
            let stale = try #require(bench.reflector.store[Bench.key])
            try await bench.patch(["params": ["replicas": "3"]])
            try await bench.reconcile()
            bench.heat.state.withLockedValue { $0.settle() }
            // A cache that is behind: it shows the object as it was before the change.
            let old = Store<HeatStack>()
            old.set(stale)
            let reconciler = bench.reconciler(store: old)
            _ = try await reconciler.reconcile(Bench.key)
            #expect(bench.stacks.map(\.updates) == [1] && bench.stacks.first?.parameters == ["replicas": "3"])
        }
    }

    @Test func `Heat down leaves a ready object as it is, and tells an unready one`() async throws {
        try await Bench.run { bench in
            try await bench.createWhole()
            let before = try await bench.status()
            let down = LabHeatFault("GET", "", count: 99, .refuse(503, retryAfter: nil, type: "x", message: "down"))
            bench.heat.state.withLockedValue { $0.faults = [down] }
            bench.pass(.seconds(300))
            await #expect(throws: OpenStackError.self) { try await bench.reconcile() }
            #expect(try await bench.status() == before)
            bench.heat.state.withLockedValue { $0.faults = [] }
            try await bench.delete()
            try await bench.reconcile()
            bench.heat.state.withLockedValue { $0.faults = [down] }
            await #expect(throws: OpenStackError.self) { try await bench.reconcile() }
            #expect(try await bench.status().conditions["Reconciling"]?.reason == "HeatUnavailable")
        }
    }

    static let outages: [(LabHeatFault, String, String)] = [
        (.init("GET", "", count: 99, .refuse(503, retryAfter: nil, type: "x", message: "down")), "Reconciling", "HeatUnavailable"),
        (.init("GET", "", count: 99, .refuse(403, retryAfter: nil, type: "x", message: "no role")), "Stalled", "CloudAccessDenied"),
    ]

    @Test(arguments: outages) func `a wish that Heat cannot be told of makes a ready object unready, with the reason`(
        fault: LabHeatFault, condition: String, reason: String
    ) async throws {
        try await Bench.run { bench in
            try await bench.createWhole()
            bench.heat.state.withLockedValue { $0.faults = [fault] }
            try await bench.patch(["params": ["replicas": "3"]])
            await #expect(throws: OpenStackError.self) { try await bench.reconcile() }
            let told = try await bench.status()
            #expect(told.conditions[condition]?.status == "True" && told.conditions[condition]?.reason == reason)
            #expect(told.conditions["Ready"]?.status == "False" && told.stackStatus == "CREATE_COMPLETE")
            bench.heat.state.withLockedValue { $0.faults = [] }
            try await bench.reconcile()
            bench.heat.state.withLockedValue { $0.settle() }
            try await bench.reconcile()
            #expect(try await bench.status().conditions["Ready"]?.status == "True")
            #expect(bench.stacks.map(\.updates) == [1] && bench.stacks.first?.parameters == ["replicas": "3"])
        }
    }
}
