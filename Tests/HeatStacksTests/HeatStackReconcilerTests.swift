import ControllerRuntime
import JSON
import KubernetesAPI
import LabHeat
import LabKubernetes
import Testing

@testable import HeatStacks

/// The reconciler against a real API server and Heat's protocol.
@Suite(.timeLimit(.minutes(2))) struct HeatStackReconcilerTests {
    static func conditions(_ status: HeatStackStatus) -> String {
        ["Ready", "Reconciling", "Stalled"].map { "\($0)=\(status.conditions[$0]?.status ?? "-")" }.joined(separator: " ")
    }

    @Test func `a HeatStack becomes a stack, and its outputs come back`() async throws {
        try await Bench.run { bench in
            try await bench.create { $0.tags = ["team-a"] }
            try await bench.reconcile()
            var object = try #require(try await bench.object())
            let uid = try #require(object.metadata.uid)
            #expect(object.metadata.finalizers == [AKE.heatStackFinalizer])
            var status = try await bench.status()
            #expect(status.stackName == "web-\(uid)" && status.stackStatus == "CREATE_IN_PROGRESS")
            #expect(Self.conditions(status) == "Ready=False Reconciling=True Stalled=False")
            let stack = try #require(bench.stacks.first)
            #expect(stack.id == status.stackID && stack.name == "web-\(uid)")
            #expect(Set(stack.tags).isSuperset(of: ["ake", "ake-uid-\(uid)", "team-a"]))
            #expect(stack.parameters == ["replicas": "2"])
            #expect(stack.template == .string(Bench.template))

            bench.heat.state.withLockedValue { $0.settle() }
            try await bench.reconcile()
            object = try #require(try await bench.object())
            status = try await bench.status()
            #expect(status.stackStatus == "CREATE_COMPLETE")
            #expect(status.lastOutputs == ["bigip_vsip": "198.51.100.10"])
            #expect(status.lastParams == ["replicas": "2"])
            #expect(status.observedGeneration == object.metadata.generation)
            #expect(Self.conditions(status) == "Ready=True Reconciling=False Stalled=False")
            #expect(try await bench.event("StackCreateStarted") != nil)
            #expect(try await bench.event("StackCreateComplete") != nil)
        }
    }

    @Test func `a reconcile returns at once while Heat is at work, and writes nothing`() async throws {
        try await Bench.run { bench in
            try await bench.create()
            try await bench.reconcile()
            try await bench.reconcile()
            bench.kubernetes.clearRequests()
            let writes = bench.heatWrites
            for _ in 0..<3 { #expect(try await bench.reconcile() == .requeue(after: .seconds(90))) }
            #expect(bench.heatWrites == writes)
            #expect(bench.kubernetes.requests.filter(\.isWrite).filter { $0.resource.hasPrefix("heatstacks") }.isEmpty)
        }
    }

    @Test func `in steady state nothing is written to Kubernetes or Heat, even by a new process`() async throws {
        try await Bench.run { bench in
            try await bench.createWhole()
            bench.pass(.seconds(3600))
            try await bench.reconcile()
            bench.kubernetes.clearRequests()
            let writes = bench.heatWrites
            for _ in 0..<3 {
                bench.pass(.seconds(300))
                try await bench.reconcile()
                bench.restart()
                try await bench.reconcile()
            }
            #expect(bench.heatWrites == writes)
            #expect(bench.kubernetes.requests.filter { $0.isWrite && $0.resource.hasPrefix("heatstacks") }.isEmpty)
        }
    }

    @Test func `a changed spec updates the stack once`() async throws {
        try await Bench.run { bench in
            try await bench.createWhole()
            try await bench.patch(["params": ["replicas": "3"]])
            try await bench.reconcile()
            #expect(bench.stacks.first?.parameters == ["replicas": "3"])
            var status = try await bench.status()
            #expect(status.stackStatus == "UPDATE_IN_PROGRESS" && status.lastParams == ["replicas": "3"])
            #expect(status.lastOutputs["bigip_vsip"] == "198.51.100.10")
            for _ in 0..<3 { try await bench.reconcile() }
            bench.heat.state.withLockedValue { $0.settle() }
            for _ in 0..<3 { try await bench.reconcile() }
            status = try await bench.status()
            #expect(status.stackStatus == "UPDATE_COMPLETE" && status.conditions["Ready"]?.status == "True")
            #expect(bench.stacks.map(\.updates) == [1])
        }
    }

    @Test func `a spec that changes while Heat is at work is sent when Heat is done, never before`() async throws {
        try await Bench.run { bench in
            try await bench.createWhole()
            try await bench.patch(["params": ["replicas": "3"]])
            try await bench.reconcile()
            try await bench.patch(["params": ["replicas": "4"]])
            for _ in 0..<3 { try await bench.reconcile() }
            #expect(bench.stacks.map(\.updates) == [1])
            bench.heat.state.withLockedValue { $0.settle() }
            try await bench.reconcile()
            #expect(bench.stacks.map(\.updates) == [2])
            #expect(bench.stacks.first?.parameters == ["replicas": "4"])
            #expect(bench.heat.state.withLockedValue { $0.overlappingUpdates } == 0)
        }
    }

    @Test func `deletion deletes the stack, then lets the object go`() async throws {
        try await Bench.run { bench in
            try await bench.createWhole()
            try await bench.delete()
            try await bench.reconcile()
            #expect(bench.stacks.map(\.status) == ["DELETE_IN_PROGRESS"])
            #expect(try await bench.status().stackStatus == "DELETE_IN_PROGRESS")
            try await bench.reconcile()
            #expect(try await bench.object() != nil)
            bench.heat.state.withLockedValue { $0.settle() }
            try await bench.reconcile()
            #expect(try await bench.object() == nil)
            #expect(try await bench.event("StackDeleted") != nil)
        }
    }

    @Test func `a stack deleted by hand is created anew`() async throws {
        try await Bench.run { bench in
            try await bench.createWhole()
            let old = bench.stacks.first?.id
            bench.heat.state.withLockedValue { $0.stacks = [] }
            bench.pass(.seconds(300))
            try await bench.reconcile()
            #expect(bench.stacks.count == 1 && bench.stacks.first?.id != old)
            #expect(try await bench.status().stackID == bench.stacks.first?.id)
        }
    }

    @Test func `a failed creation stalls with the deepest resource's reason, and a new spec deletes and creates`() async throws {
        try await Bench.run { bench in
            try await bench.create()
            try await bench.reconcile()
            bench.heat.state.withLockedValue {
                $0.settle("FAILED", reason: "Resource CREATE failed: resources.server: bad flavor")
                $0.stacks[0].resources = [
                    [
                        "resource_name": "server", "resource_type": "OS::Nova::Server", "physical_resource_id": "s",
                        "resource_status": "CREATE_FAILED",
                        "resource_status_reason": "NotFound: Flavor huge could not be found. (HTTP 404)",
                    ]
                ]
            }
            for _ in 0..<3 { try await bench.reconcile() }
            var status = try await bench.status()
            #expect(Self.conditions(status) == "Ready=False Reconciling=False Stalled=True")
            #expect(status.conditions["Stalled"]?.reason == "CreateFailed")
            let message = status.conditions["Stalled"]?.message ?? ""
            #expect(
                message.hasPrefix(
                    "CREATE_FAILED: server (OS::Nova::Server): NotFound: Flavor huge could not be found. (HTTP 404) | Mend the parameter"))
            #expect(try await bench.event("StackCreateFailed")?.contains("Flavor huge") == true)
            #expect(bench.heat.state.withLockedValue { $0.calls.filter { $0.path.hasSuffix("/resources") }.count } == 1)
            #expect(bench.heatWrites == 1)

            try await bench.patch(["params": ["replicas": "1"]])
            try await bench.reconcile()
            #expect(bench.stacks.map(\.status) == ["DELETE_IN_PROGRESS"])
            bench.heat.state.withLockedValue { $0.settle() }
            try await bench.reconcile()
            #expect(bench.stacks.map(\.status) == ["CREATE_IN_PROGRESS"])
            status = try await bench.status()
            #expect(status.stackID == bench.stacks.first?.id && status.conditions["Stalled"]?.status == "False")
        }
    }

    @Test func `a failed update is tried again after a while, less and less often, and at once when the spec changes`() async throws {
        try await Bench.run { bench in
            try await bench.createWhole()
            try await bench.patch(["params": ["replicas": "3"]])
            try await bench.reconcile()
            bench.heat.state.withLockedValue { $0.settle("FAILED", reason: "boom") }
            #expect(try await bench.reconcile() == .requeue(after: .seconds(30)))
            #expect(try await bench.status().conditions["Stalled"]?.reason == "StackUpdateFailed")
            bench.pass(.seconds(30))
            try await bench.reconcile()
            #expect(bench.stacks.map(\.updates) == [2])
            bench.heat.state.withLockedValue { $0.settle("FAILED", reason: "boom") }
            #expect(try await bench.reconcile() == .requeue(after: .seconds(60)))
            try await bench.patch(["params": ["replicas": "2"]])
            try await bench.reconcile()
            #expect(bench.stacks.map(\.updates) == [3])
            bench.heat.state.withLockedValue { $0.settle() }
            try await bench.reconcile()
            #expect(Self.conditions(try await bench.status()) == "Ready=True Reconciling=False Stalled=False")
        }
    }

    @Test func `a failed deletion is tried again`() async throws {
        try await Bench.run { bench in
            try await bench.createWhole()
            try await bench.delete()
            try await bench.reconcile()
            bench.heat.state.withLockedValue { $0.settle("FAILED", reason: "port in use") }
            #expect(try await bench.reconcile() == .requeue(after: .seconds(30)))
            #expect(try await bench.status().conditions["Stalled"]?.message.contains("port in use") == true)
            bench.pass(.seconds(31))
            try await bench.reconcile()
            bench.heat.state.withLockedValue { $0.settle() }
            try await bench.reconcile()
            #expect(try await bench.object() == nil)
        }
    }

    @Test func `a foreign stack of the same name is neither adopted nor deleted`() async throws {
        try await Bench.run { bench in
            try await bench.create()
            let uid = try await bench.object()?.metadata.uid ?? ""
            bench.heat.state.withLockedValue {
                $0.stacks = [
                    LabHeatStack(
                        id: "foreign", name: "web-\(uid)", action: "CREATE", progress: "COMPLETE", reason: "", tags: ["other"],
                        parameters: [:],
                        template: .null, files: [:])
                ]
            }
            try await bench.reconcile()
            #expect(try await bench.status().conditions["Stalled"]?.reason == "NameTaken")
            try await bench.delete()
            try await bench.reconcile()
            #expect(try await bench.object() == nil)
            #expect(bench.stacks.map(\.id) == ["foreign"] && bench.heatWrites == 0)
        }
    }
}
