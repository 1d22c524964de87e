import ControllerRuntime
import FoundationEssentials
import JSON
import KubernetesAPI
import LabKubernetes
import OpenStackAPI
import OpenStackClient
import Testing

@testable import HeatStacks

private let realCloud = ProcessInfo.processInfo.environment["AKE_TEST_CLOUD"]

/// The controller and a real Heat (the entry of clouds.yaml that `AKE_TEST_CLOUD` names): what fails there, and the way out of it.
@Suite(.timeLimit(.minutes(5)), .serialized, .enabled(if: realCloud != nil)) struct RealHeatTests {
    static func with(_ body: @escaping @Sendable (Bench) async throws -> Void) async throws {
        let cloud = try CloudsFileLocator(environment: ProcessInfo.processInfo.environment).cloud(realCloud)
        try await Bench.run(cloud: cloud) { bench in
            let result: Result<Void, any Error>
            do { result = .success(try await body(bench)) } catch { result = .failure(error) }
            // Whatever came of it, nothing stays in the cloud.
            if let object = try await bench.object() {
                if object.spec.deletionPolicy != .delete { try await bench.patch(["deletionPolicy": "Delete"]) }
                try await bench.delete()
                try await Self.drive(bench) { try await bench.object() == nil }
            }
            try result.get()
        }
    }

    /// Reconciles as the queue would, with the time between passing at once, until something is so.
    static func drive(_ bench: Bench, skipping: Duration = .seconds(31), _ isDone: () async throws -> Bool) async throws {
        let deadline = ContinuousClock.now + .seconds(90)
        while true {
            _ = try? await bench.reconcile()
            if try await isDone() { return }
            let status = try await bench.status()
            try #require(ContinuousClock.now < deadline, "\(status)")
            try await Task.sleep(for: .milliseconds(300))
            bench.pass(skipping)
        }
    }

    static func isReady(_ bench: Bench) async throws -> Bool {
        let status = try await bench.status()
        let generation = try await bench.object()?.metadata.generation
        return status.conditions["Ready"]?.status == "True" && status.observedGeneration == generation
    }

    static func stalled(_ bench: Bench) async throws -> Condition? {
        try await bench.status().conditions["Stalled"].flatMap { $0.status == "True" ? $0 : nil }
    }

    static let version = "heat_template_version: 2018-08-31\n"

    @Test func `a resource that fails stalls with its own words, and is tried again when somebody asks for it`() async throws {
        try await Self.with { bench in
            try bench.files.write(
                "t.yaml",
                Self.version + "parameters: {replicas: {type: number}}\n"
                    + "resources: {r: {type: OS::Heat::TestResource, properties: {fail: true, wait_secs: 0}}}")
            try await bench.create()
            try await Self.drive(bench) { try await Self.stalled(bench) != nil }
            let stalled = try await Self.stalled(bench)
            #expect(
                stalled?.reason == "CreateFailed" && stalled?.message.contains("r (OS::Heat::TestResource)") == true,
                "\(stalled?.message ?? "")")
            let first = try await bench.status().stackID
            try bench.files.write(
                "t.yaml",
                Self.version + "parameters: {replicas: {type: number}}\nresources: {r: {type: OS::Heat::TestResource}}\n")
            try await LifecycleTests.annotate(bench, "mended")
            try await Self.drive(bench) { try await Self.isReady(bench) }
            #expect(try await bench.status().stackID != first)
        }
    }

    @Test func `a node that never reports is a time-out, and the creation is tried again by itself`() async throws {
        try await Self.with { bench in
            try bench.files.write(
                "t.yaml",
                Self.version
                    + "parameters: {replicas: {type: number}}\n"
                    + "resources:\n  h: {type: OS::Heat::WaitConditionHandle}\n"
                    + "  w: {type: OS::Heat::WaitCondition, properties: {handle: {get_resource: h}, timeout: 1}}\n")
            try await bench.create()
            try await Self.drive(bench, skipping: .zero) { try await Self.stalled(bench) != nil }
            let stalled = try await Self.stalled(bench)
            #expect(
                stalled?.reason == "StackCreateFailed" && stalled?.message.contains("WaitConditionTimeout") == true,
                "\(stalled?.message ?? "")")
            try await Self.drive(bench) { try await bench.status().createAttempts == 2 }
        }
    }

    @Test func `a template that Heat refuses stalls with Heat's own words`() async throws {
        try await Self.with { bench in
            try bench.files.write("t.yaml", Self.version + "resources: {r: {type: OS::Nova::Nonsense}}")
            try await bench.create()
            try await Self.drive(bench) { try await Self.stalled(bench) != nil }
            let stalled = try await Self.stalled(bench)
            #expect(stalled?.reason == "StackRejected", "\(stalled?.message ?? "")")
        }
    }

    @Test func `a stack is retained, taken over by another object, suspended, scaled and made anew after somebody deleted it`() async throws
    {
        try await Self.with { bench in
            try bench.files.write(
                "t.yaml",
                Self.version
                    + "parameters: {replicas: {type: number}}\nresources:\n  g:\n    type: OS::Heat::ResourceGroup\n    properties: "
                    + "{count: {get_param: replicas}, resource_def: {type: OS::Heat::TestResource}}\n")
            try await bench.create { $0.deletionPolicy = .retain }
            try await Self.drive(bench) { try await Self.isReady(bench) }
            let first = try await bench.status()
            let stackID = try #require(first.stackID)
            try await bench.delete()
            try await Self.drive(bench) { try await bench.object() == nil }

            try await bench.create {
                $0.adopt = stackID
                $0.params = ["replicas": "3"]
            }
            try await Self.drive(bench) { try await Self.stalled(bench) != nil }
            let refused = try await Self.stalled(bench)
            #expect(
                refused?.reason == "AdoptionRefused" && refused?.message.contains(#"parameter replicas is "2", not "3""#) == true,
                "\(refused?.message ?? "")")
            try await bench.patch(["params": ["replicas": "2"]])
            try await Self.drive(bench) { try await Self.isReady(bench) }
            let adopted = try await bench.status()
            #expect(adopted.stackID == stackID && adopted.stackName == first.stackName)

            try await bench.patch(["suspend": true, "replicas": 3])
            try await Self.drive(bench) { try await Self.stalled(bench)?.reason == "SpecSuspended" }
            try await bench.patch(["suspend": .null])
            try await Self.drive(bench) {
                let replicas = try await bench.status().lastParams["replicas"]
                return try await Self.isReady(bench) && replicas == "3"
            }
            let identity = Heat.StackIdentity(name: first.stackName ?? "", id: stackID)
            #expect(try await bench.heatClient.resources(identity, nestedDepth: 2).count { $0.type == "OS::Heat::TestResource" } == 3)

            try await bench.heatClient.delete(identity)
            try await bench.eventually(within: .seconds(60)) { try await bench.heatClient.stack(identity) == nil }
            try await Self.drive(bench) {
                let now = try await bench.status().stackID
                return try await Self.isReady(bench) && now != stackID
            }
        }
    }

    @Test func `a server that somebody deleted is seen and made anew, the other keeps its id`() async throws {
        try await Self.with { bench in
            try bench.files.write(
                "member.yaml",
                Self.version
                    + "parameters: {name: {type: string}}\nresources:\n  server:\n    type: OS::Nova::Server\n    properties: "
                    + "{name: {get_param: name}, image: ake-lb-node, flavor: ar1-standard-1, networks: [{network: cluster-net}]}\n")
            try bench.files.write(
                "t.yaml",
                Self.version
                    + "parameters: {replicas: {type: number}}\nresources:\n  g:\n    type: OS::Heat::ResourceGroup\n    properties:\n"
                    + "      count: {get_param: replicas}\n      resource_def: {type: member.yaml, properties: {name: 'drift-%index%'}}\n")
            try await bench.create()
            try await Self.drive(bench) { try await Self.isReady(bench) }
            func servers() async throws -> [String: String] {
                let lines = try await bench.status().resources.filter { $0.type == "OS::Nova::Server" }
                return Dictionary(uniqueKeysWithValues: lines.map { ($0.name, $0.physicalID ?? "") })
            }
            let before = try await servers()
            #expect(before.keys.sorted() == ["g/0/server", "g/1/server"])
            #expect(try await bench.status().replicas == 2)
            let lost = try #require(before["g/0/server"])
            _ = try await bench.openStack.send(OpenStackRequest(.compute, .delete, path: ["servers", lost]))
            try await Task.sleep(for: .seconds(3))
            try await Self.drive(bench, skipping: .seconds(301)) { try await bench.status().conditions["Drifted"]?.status == "True" }
            #expect(try await bench.status().conditions["Drifted"]?.message.contains("Nova does not know it") == true)
            try await Self.drive(bench) {
                let drifted = try await bench.status().conditions["Drifted"]?.status
                return try await Self.isReady(bench) && drifted == "False"
            }
            let after = try await servers()
            #expect(after["g/1/server"] == before["g/1/server"] && after["g/0/server"] != lost)

            // What Heat would do, of nested templates that do not exist yet.
            let advisor = HeatPreviewAdvisorTests.advisor(bench)
            let advice = await advisor.advice(
                on: try await HeatPreviewAdvisorTests.request(bench, ["spec", "params", "replicas"], "3"), isAllowed: true)
            #expect(advice == ["replicas 2 -> 3: 1 server added, 0 replaced"])
            let fewer = await advisor.advice(
                on: try await HeatPreviewAdvisorTests.request(bench, ["spec", "params", "replicas"], "1"), isAllowed: true)
            #expect(fewer == ["replicas 2 -> 1: 1 server removed, 0 replaced"])
        }
    }
}
