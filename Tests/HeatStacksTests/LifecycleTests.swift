import ControllerRuntime
import JSON
import KubernetesAPI
import LabHeat
import LabKubernetes
import OpenStackClient
import Testing

@testable import HeatStacks

/// What a spec may ask for beside the stack itself: retain, protect, suspend, adopt, retry, scale.
@Suite(.timeLimit(.minutes(2))) struct LifecycleTests {
    static func annotate(_ bench: Bench, _ value: String) async throws {
        try await bench.client.patch(
            HeatStack.self, Bench.key.name, namespace: "default",
            with: .merge(["metadata": ["annotations": [AKE.retryAnnotation: .string(value)]]]))
    }

    static func old(_ tags: [String] = ["mine"], replicas: String = "2") -> LabHeatStack {
        LabHeatStack(
            id: "old-id", name: "old-stack", action: "UPDATE", progress: "COMPLETE", tags: tags, parameters: ["replicas": .string(replicas)]
        )
    }

    @Test func `a retained stack stays as it is when its object goes, even with Heat down`() async throws {
        try await Bench.run { bench in
            try await bench.createWhole { $0.deletionPolicy = .retain }
            let calls = bench.heatWrites
            bench.heat.state.withLockedValue {
                $0.faults = [.init("GET", "", count: 99, .refuse(503, retryAfter: nil, type: "x", message: "down"))]
            }
            try await bench.delete()
            try await bench.reconcile()
            #expect(try await bench.object() == nil)
            #expect(bench.stacks.map(\.status) == ["CREATE_COMPLETE"] && bench.heatWrites == calls)
            #expect(try await bench.event("StackRetained")?.contains("stays in Heat") == true)
        }
    }

    @Test func `a protected stack outlives a deletion that got through, until the policy changes`() async throws {
        try await Bench.run { bench in
            try await bench.createWhole { $0.deletionPolicy = .protect }
            try await bench.delete()
            try await bench.reconcile()
            #expect(try await bench.status().conditions["Stalled"]?.reason == "DeletionProtected")
            #expect(bench.stacks.map(\.status) == ["CREATE_COMPLETE"])
            try await bench.patch(["deletionPolicy": "Delete"])
            try await bench.reconcile()
            bench.heat.state.withLockedValue { $0.settle() }
            try await bench.reconcile()
            #expect(try await bench.object() == nil && bench.stacks.isEmpty)
        }
    }

    @Test func `a suspended object is seen but not sent, and goes on where it was`() async throws {
        try await Bench.run { bench in
            try await bench.createWhole()
            let generation = bench.stacks.first?.tags
            try await bench.patch(["suspend": true])
            try await bench.reconcile()
            #expect(try await bench.status().conditions["Ready"]?.status == "True")
            #expect(bench.stacks.first?.tags == generation, "suspending alone is no update")
            try await bench.patch(["params": ["replicas": "5"]])
            try await bench.reconcile()
            #expect(try await bench.status().conditions["Stalled"]?.reason == "SpecSuspended")
            #expect(bench.stacks.map(\.updates) == [0])
            try await bench.patch(["suspend": .null])
            try await bench.reconcile()
            #expect(bench.stacks.map(\.updates) == [1] && bench.stacks.first?.parameters == ["replicas": "5"])
        }
    }

    @Test(arguments: ["old-stack", "old-id"]) func `a stack that is as the spec says is taken over by name or id`(target: String)
        async throws
    {
        try await Bench.run { bench in
            let idle: JSONValue = ["resource_name": "member", "resource_type": "ADTECH::AXC::BIGIPPoolMember"]
            bench.heat.state.withLockedValue {
                $0.stacks = [Self.old()]
                $0.idlePreview = ["replaced": [idle]]
            }
            try await bench.create { $0.adopt = target }
            try await bench.reconcile()
            #expect(try await bench.status().stackID == "old-id")
            try await bench.reconcile()
            let uid = try await bench.object()?.metadata.uid ?? ""
            #expect(bench.stacks.count == 1 && bench.stacks.first?.tags.contains("ake-uid-\(uid)") == true)
            bench.restart()
            bench.heat.state.withLockedValue { $0.settle() }
            try await bench.reconcile()
            let status = try await bench.status()
            #expect(
                status.stackName == "old-stack" && status.conditions["Ready"]?.status == "True" && status.stackStatus == "UPDATE_COMPLETE")
            try await bench.delete()
            try await bench.reconcile()
            #expect(bench.stacks.map(\.status) == ["DELETE_IN_PROGRESS"])
            bench.heat.state.withLockedValue { $0.settle() }
            try await bench.reconcile()
            #expect(try await bench.object() == nil)
        }
    }

    @Test func `a process that ends in the middle of taking over does it again`() async throws {
        try await Bench.run { bench in
            bench.heat.state.withLockedValue { $0.stacks = [Self.old()] }
            try await bench.create { $0.adopt = "old-stack" }
            bench.kubernetes.inject(LabFault(.drop, count: 4, verb: "patch", resource: "heatstacks/status"))
            await #expect(throws: (any Error).self) { try await bench.reconcile() }
            bench.kubernetes.clearFaults()
            bench.restart()
            for _ in 0..<2 { try await bench.reconcile() }
            bench.heat.state.withLockedValue { $0.settle() }
            try await bench.reconcile()
            #expect(bench.stacks.count == 1 && bench.stacks.map(\.updates) == [1])
            #expect(try await bench.status().conditions["Ready"]?.status == "True")
        }
    }

    @Test func `a stack that would be changed is not taken over, and the difference is told`() async throws {
        try await Bench.run { bench in
            bench.heat.state.withLockedValue {
                $0.stacks = [Self.old(replicas: "7")]
                $0.preview = ["replaced": [["resource_name": "server", "resource_type": "OS::Nova::Server"]]]
            }
            try await bench.create { $0.adopt = "old-stack" }
            for _ in 0..<3 { try await bench.reconcile() }
            let stalled = try await bench.status().conditions["Stalled"]
            #expect(stalled?.reason == "AdoptionRefused")
            #expect(stalled?.message.contains(#"parameter replicas is "7", not "2"; Heat's preview: 1 server replaced (server)"#) == true)
            #expect(bench.heatWrites == 0)
            #expect(bench.heat.state.withLockedValue { $0.calls.filter { $0.path.hasSuffix("/preview") && $0.method == "PUT" }.count } == 1)
            bench.heat.state.withLockedValue {
                $0.stacks[0].parameters["replicas"] = "2"
                $0.preview = [:]
            }
            bench.pass(.seconds(121))
            try await bench.reconcile()
            #expect(try await bench.status().stackID == "old-id")
        }
    }

    @Test func `a stack that is not there or another object's is not taken over`() async throws {
        try await Bench.run { bench in
            try await bench.create { $0.adopt = "old-stack" }
            try await bench.reconcile()
            #expect(try await bench.status().conditions["Stalled"]?.reason == "AdoptionTargetNotFound")
            let other = try await bench.client.create(
                HeatStack(metadata: ObjectMeta(name: "other", namespace: "default"), spec: HeatStackSpec(templateURL: "https://t")))
            let uid = other.metadata.uid ?? ""
            bench.heat.state.withLockedValue { $0.stacks = [Self.old(["ake", "ake-uid-\(uid)"])] }
            try await bench.eventually { bench.reflector.store.all.count == 2 }
            try await bench.reconcile()
            let stalled = try await bench.status().conditions["Stalled"]
            #expect(stalled?.reason == "AdoptionTargetTaken" && stalled?.message.contains("default/other") == true)
            #expect(bench.heatWrites == 0)
        }
    }

    @Test func `a creation that failed for want of room is tried again, then stalls, and the annotation has it tried once more`()
        async throws
    {
        try await Bench.run { bench in
            try await bench.create()
            try await bench.reconcile()
            for attempt in 1...6 {
                #expect(try await bench.status().createAttempts == attempt)
                bench.heat.state.withLockedValue { $0.settle("FAILED", reason: "No valid host was found") }
                try await bench.reconcile()
                guard attempt < 6 else { break }
                #expect(try await bench.status().conditions["Stalled"]?.reason == "StackCreateFailed")
                bench.pass(.seconds(1800))
                try await bench.reconcile()
                #expect(bench.stacks.map(\.status) == ["DELETE_IN_PROGRESS"])
                bench.heat.state.withLockedValue { $0.settle() }
                try await bench.reconcile()
            }
            bench.pass(.seconds(99999))
            try await bench.reconcile()
            var status = try await bench.status()
            #expect(status.conditions["Stalled"]?.reason == "CreateFailed")
            #expect(status.conditions["Stalled"]?.message.contains("It was tried 6 times. Choose a smaller flavor") == true)
            #expect(bench.stacks.map(\.status) == ["CREATE_FAILED"])

            try await Self.annotate(bench, "1")
            try await bench.reconcile()
            #expect(bench.stacks.map(\.status) == ["DELETE_IN_PROGRESS"])
            bench.heat.state.withLockedValue { $0.settle() }
            try await bench.reconcile()
            bench.heat.state.withLockedValue { $0.settle() }
            try await bench.reconcile()
            status = try await bench.status()
            #expect(status.conditions["Ready"]?.status == "True" && status.createAttempts == nil && status.handledRetry == "1")
            let writes = bench.heatWrites
            try await bench.reconcile()
            #expect(bench.heatWrites == writes, "one value of the annotation is one try")
        }
    }

    @Test func `a creation that failed for a wrong parameter is not tried again`() async throws {
        try await Bench.run { bench in
            try await bench.create()
            try await bench.reconcile()
            bench.heat.state.withLockedValue { $0.settle("FAILED", reason: "The Image (nope) could not be found.") }
            for _ in 0..<3 {
                try await bench.reconcile()
                bench.pass(.seconds(3600))
            }
            #expect(bench.heatWrites == 1)
            #expect(try await bench.status().conditions["Stalled"]?.message.contains("Mend the parameter or the template.") == true)
        }
    }

    @Test func `a refused call is sent again at once when somebody asks for it`() async throws {
        try await Bench.run { bench in
            bench.heat.state.withLockedValue {
                $0.faults = [.init("POST", "/stacks", .refuse(403, retryAfter: nil, type: "Forbidden", message: "quota exceeded"))]
            }
            try await bench.create()
            try await bench.reconcile()
            #expect(try await bench.status().conditions["Stalled"]?.reason == "QuotaExceeded")
            try await bench.reconcile()
            #expect(bench.stacks.isEmpty)
            try await Self.annotate(bench, "now")
            try await bench.reconcile()
            #expect(bench.stacks.count == 1)
            #expect(try await bench.status().createAttempts == 1)
        }
    }

    @Test func `kubectl scale counts for more than the parameter`() async throws {
        try await Bench.run { bench in
            try await bench.createWhole()
            try await bench.patch(["replicas": 5])
            try await bench.reconcile()
            #expect(bench.stacks.first?.parameters == ["replicas": "5"])
            #expect(try await bench.status().lastParams == ["replicas": "5"])
            bench.heat.state.withLockedValue { $0.settle() }
            try await bench.reconcile()
            // The same number in the other place is no change.
            try await bench.patch(["replicas": .null, "params": ["replicas": "5"]])
            try await bench.reconcile()
            #expect(bench.stacks.map(\.updates) == [1])
        }
    }

    @Test func `the status has the resources, the servers, and how long it took`() async throws {
        try await Bench.run { bench in
            try await bench.create()
            try await bench.reconcile()
            bench.heat.state.withLockedValue { state in
                let stack = (name: state.stacks[0].name, id: state.stacks[0].id)
                state.stacks[0].resources = [
                    LabHeatStack.resource("group", "OS::Heat::ResourceGroup", id: "g", stack: stack),
                    LabHeatStack.resource("0", "OS::Nova::Server", id: "s0", stack: (name: "g", id: "g")),
                    LabHeatStack.resource("1", "OS::Nova::Server", id: "s1", stack: (name: "g", id: "g")),
                ]
                state.settle()
            }
            bench.pass(.seconds(92))
            try await bench.reconcile()
            let status = try await bench.status()
            #expect(status.resources.map(\.name) == ["group", "group/0", "group/1"] && status.resourceCount == 3 && status.replicas == 2)
            #expect(status.selector == "ake.adtech.cyberagent.io/heatstack=web")
            #expect(status.lastAction?.action == "CREATE" && status.lastAction?.duration == "1m32s")
        }
    }

    @Test func `a rollback is Heat's business if the spec says so, and the interval may be the object's own`() async throws {
        try await Bench.run { bench in
            try await bench.createWhole {
                $0.rollback = true
                $0.resyncInterval = "1h"
            }
            let body = try #require(bench.heat.state.withLockedValue { $0.writes.first?.body })
            #expect(body["disable_rollback"] == false)
            guard case .requeue(let after) = try await bench.reconcile() else {
                Issue.record("not looked at again")
                return
            }
            #expect(after >= .seconds(3240) && after <= .seconds(3960))
        }
    }

    @Test func `the scale subresource sets the number of nodes`() async throws {
        try await Bench.run { bench in
            try await bench.createWhole()
            try await bench.client.patch(
                HeatStack.self, Bench.key.name, namespace: "default", subresource: "scale", with: .merge(["spec": ["replicas": 4]]))
            try await bench.reconcile()
            #expect(bench.stacks.first?.parameters == ["replicas": "4"])
            await #expect(throws: (any Error).self, "the schema keeps it above zero") {
                try await bench.client.patch(
                    HeatStack.self, Bench.key.name, namespace: "default", subresource: "scale", with: .merge(["spec": ["replicas": 0]]))
            }
        }
    }

    @Test func `with the project gone for good, the status names the way out, and it is one`() async throws {
        try await Bench.run { bench in
            try await bench.createWhole()
            bench.heat.state.withLockedValue {
                $0.password = "changed"
                $0.validTokens = []
            }
            try await bench.delete()
            await #expect(throws: OpenStackError.self) { try await bench.reconcile() }
            let stalled = try await bench.status().conditions["Stalled"]
            #expect(stalled?.reason == "CloudAccessDenied" && stalled?.message.contains("set spec.deletionPolicy to Retain") == true)
            try await bench.patch(["deletionPolicy": "Retain"])
            try await bench.reconcile()
            #expect(try await bench.object() == nil)
        }
    }
}
