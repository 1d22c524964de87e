import JSON
import KubernetesAPI
import KubernetesClient
import LabHeat
import OpenStackClient
import Testing

@testable import HeatStacks

/// The flows that a HeatStack may go through in its life, failures and their mending among them.
extension CrashFlow {
    static let all: [CrashFlow] = lives + failures + interventions

    private static let lives = [
        CrashFlow("create, scale 1-3-1, delete") { flow in
            try await flow.create { $0.params = ["replicas": "1"] }
            for replicas in ["3", "1"] {
                try await flow.driveReady()
                try await flow.checkpoint()
                try await flow.bench.patch(["params": ["replicas": .string(replicas)]])
            }
            try await flow.driveReady()
            try await flow.checkpoint()
            try await flow.bench.delete()
            try await flow.driveGone()
            try await flow.checkpoint()
        },
        CrashFlow("rotate the nodes' credentials") { flow in
            let bench = flow.bench
            try await bench.client.create(node("first"))
            try await flow.create { $0.paramsFrom = [.init(name: "kubeconfig", secretKeyRef: .init(name: "node", key: "kubeconfig"))] }
            try await flow.driveReady()
            try await flow.checkpoint()
            let rotated = try JSONValue(encoding: node("second").data ?? [:])
            try await bench.client.patch(Secret.self, "node", namespace: "default", with: .merge(["data": rotated]))
            for _ in 0..<3 { await flow.reconcile() }
            try await flow.checkpoint()
            try await bench.patch(["params": ["replicas": "3"]])
            try await flow.driveReady()
            try await flow.checkpoint()
        },
        CrashFlow("rotate the cloud's credentials") { flow in
            let bench = flow.bench
            try await HeatConnectionsTests.with(bench) { connections in
                bench.connections.withLockedValue { $0 = connections }
                defer { bench.connections.withLockedValue { $0 = nil } }
                bench.restart()
                let url = HeatConnectionsTests.url(bench)
                bench.heat.state.withLockedValue { $0.password = "rotated" }
                try await bench.client.create(HeatConnectionsTests.secret(HeatConnectionsTests.clouds(url)))
                try await flow.create { $0.cloudCredentialsRef = .init(name: "cloud") }
                try await flow.driveStalled("CloudAccessDenied")
                try await flow.checkpoint()
                bench.kubernetes.remove("secrets", namespace: "default", name: "cloud")
                try await flow.driveStalled("CloudCredentialsInvalid")
                try await flow.checkpoint()
                try await bench.client.create(HeatConnectionsTests.secret(HeatConnectionsTests.clouds(url, secret: "rotated")))
                try await flow.driveReady()
                try await flow.checkpoint()
            }
        },
        CrashFlow("adopt: refused, then taken over, then deleted with its object") { flow in
            let bench = flow.bench
            bench.heat.state.withLockedValue { $0.stacks = [LifecycleTests.old(replicas: "7")] }
            try await flow.create { $0.adopt = "old-stack" }
            try await flow.driveStalled("AdoptionRefused")
            try await flow.checkpoint()
            bench.heat.state.withLockedValue { $0.stacks[0].parameters["replicas"] = "2" }
            try await flow.driveReady()
            try await flow.checkpoint()
            try await bench.delete()
            try await flow.driveGone()
            try await flow.checkpoint()
        },
        CrashFlow("retain") { flow in
            try await flow.create { $0.deletionPolicy = .retain }
            try await flow.driveReady()
            try await flow.bench.delete()
            try await flow.driveGone()
            try await flow.checkpoint()
        },
        CrashFlow("suspend") { flow in
            try await flow.create()
            try await flow.driveReady()
            try await flow.bench.patch(["suspend": true, "params": ["replicas": "5"]])
            try await flow.driveStalled("SpecSuspended")
            try await flow.checkpoint()
            try await flow.bench.patch(["suspend": .null])
            try await flow.driveReady()
            try await flow.checkpoint()
        },
    ]

    private static let failures = [
        CrashFlow("a bad image, refused at once; mended") { flow in
            let message = "Property error: resources.server.properties.image: Error validating value 'nope': No images matching."
            let refusal = LabHeatFault(
                "POST", "/stacks", count: 99, .refuse(400, retryAfter: nil, type: "StackValidationFailed", message: message))
            flow.bench.heat.state.withLockedValue { $0.faults = [refusal] }
            try await flow.create()
            try await flow.drive { try await flow.bench.status().conditions["Stalled"]?.reason == "StackRejected" }
            flow.bench.heat.state.withLockedValue { $0.faults = [] }
            try await LifecycleTests.annotate(flow.bench, "mended")
            try await flow.driveReady()
            try await flow.checkpoint(ignoring: ["creates"])
        },
        CrashFlow("a bad image, found late; mended") { flow in
            try await flow.create()
            try await flow.driveStalled("CreateFailed", .fails("ResourceInError: Build of instance 1 aborted: image nope is not bootable"))
            try await flow.checkpoint()
            try await LifecycleTests.annotate(flow.bench, "mended")
            try await flow.driveReady()
            try await flow.checkpoint()
        },
        CrashFlow("a quota of Heat's; raised") { flow in
            let refusal = LabHeatFault(
                "POST", "/stacks", count: 99, .refuse(403, retryAfter: nil, type: "RequestLimitExceeded", message: "maximum stacks"))
            flow.bench.heat.state.withLockedValue { $0.faults = [refusal] }
            try await flow.create()
            try await flow.drive { try await flow.bench.status().conditions["Stalled"]?.reason == "QuotaExceeded" }
            flow.bench.heat.state.withLockedValue { $0.faults = [] }
            try await flow.driveReady()
            try await flow.checkpoint(ignoring: ["creates"])
        },
        CrashFlow("no room; tried again by itself") { try await passes($0, "Message: No valid host was found. , Code: 500") },
        CrashFlow("a quota of Nova's; tried again by itself") {
            try await passes($0, "Forbidden: resources.server: Quota exceeded for instances: Requested 1, but already used 1 (HTTP 403)")
        },
        CrashFlow("a time-out; tried again by itself") { try await passes($0, "Stack CREATE timed out") },
        CrashFlow("the plug-in met a 500, in a creation; tried again by itself") { try await passes($0, plugin) },
        CrashFlow("the plug-in met a 500, in an update; tried again by itself") { flow in
            try await flow.create()
            try await flow.driveReady()
            try await flow.bench.patch(["params": ["replicas": "3"]])
            try await flow.driveStalled("StackUpdateFailed", .fails(plugin))
            try await flow.checkpoint()
            try await flow.driveReady()
            try await flow.checkpoint()
        },
        CrashFlow("Heat's engine is killed in a creation, and in an update") { flow in
            try await flow.create { $0.timeout = 30 }
            try await flow.drive(.waits, skipping: .seconds(600)) { flow.bench.stacks.first?.reason == "Stack CREATE cancelled" }
            try await flow.driveReady()
            try await flow.checkpoint(ignoring: ["creates"])
            try await flow.bench.patch(["params": ["replicas": "3"]])
            try await flow.drive(.waits, skipping: .seconds(600)) { flow.bench.stacks.first?.reason == "Stack UPDATE cancelled" }
            try await flow.driveReady()
            try await flow.checkpoint(ignoring: ["creates"])
        },
        CrashFlow("the template is not there; put there") { flow in
            try await flow.create { $0.templateURL = "configMap://templates/web.yaml" }
            try await flow.driveStalled("TemplateNotFound")
            try await flow.checkpoint()
            try await flow.bench.client.create(
                ConfigMap(metadata: ObjectMeta(name: "templates", namespace: "default"), data: ["web.yaml": Bench.template]))
            try await flow.driveReady()
            try await flow.checkpoint()
        },
        CrashFlow("answers of Heat's get lost") { flow in
            let lost = [LabHeatFault("POST", "/stacks", .loseAnswer), LabHeatFault("PUT", "", .loseAnswer)]
            flow.bench.heat.state.withLockedValue { $0.faults = lost }
            try await flow.create()
            try await flow.driveReady()
            try await flow.bench.patch(["params": ["replicas": "3"]])
            try await flow.driveReady()
            try await flow.checkpoint()
        },
        CrashFlow("delete in mid-create") { flow in
            try await flow.create()
            try await flow.drive(.waits) { flow.bench.stacks.count == 1 }
            try await flow.bench.delete()
            try await flow.driveGone()
            try await flow.checkpoint()
        },
        CrashFlow("delete with Heat down and up again") { flow in
            try await flow.create()
            try await flow.driveReady()
            flow.bench.heat.state.withLockedValue {
                $0.faults = [.init("GET", "", count: 9999, .refuse(503, retryAfter: nil, type: "x", message: "down"))]
            }
            try await flow.bench.delete()
            try await flow.drive(.waits) { try await flow.bench.status().conditions["Reconciling"]?.reason == "HeatUnavailable" }
            try await flow.checkpoint()
            flow.bench.heat.state.withLockedValue { $0.faults = [] }
            try await flow.driveGone()
            try await flow.checkpoint()
        },
    ]

    private static let interventions = [
        CrashFlow("drift and repair") { flow in
            let bench = flow.bench
            try await flow.create { $0.resyncInterval = nil }
            try await flow.driveReady()
            DriftTests.fill(bench)
            bench.heat.state.withLockedValue { $0.stacks[0].lost = ["s1", "/Common/m0"] }
            try await flow.drive(skipping: .seconds(301)) {
                bench.heat.state.withLockedValue { $0.stacks[0].updates } == 1 && bench.stacks[0].status == "UPDATE_COMPLETE"
            }
            try await flow.drive(skipping: .seconds(301)) { try await bench.status().conditions["Drifted"]?.status == "False" }
            try await flow.checkpoint()
        },
        CrashFlow("drift whose repair would replace more") { flow in
            let bench = flow.bench
            try await flow.create { $0.resyncInterval = nil }
            try await flow.driveReady()
            DriftTests.fill(bench)
            bench.heat.state.withLockedValue {
                $0.stacks[0].lost = ["s1"]
                $0.preview = ["replaced": [["resource_name": "pool", "resource_type": "ADTECH::AXC::BIGIPPool"]]]
            }
            // The look after the refusal shows the mark as well.
            try await flow.drive(skipping: .seconds(301)) {
                let drifted = try await bench.status().conditions["Drifted"]
                return drifted?.reason == "RepairRefused" && drifted?.message.contains("ake: ") == true
            }
            try await flow.checkpoint()
        },
        CrashFlow("somebody checks the stack, then deletes it, by hand") { flow in
            let bench = flow.bench
            try await flow.create()
            try await flow.driveReady()
            bench.heat.state.withLockedValue {
                $0.stacks[0].action = "CHECK"
                $0.stacks[0].progress = "IN_PROGRESS"
            }
            try await flow.drive(.waits) { try await bench.status().stackStatus == "CHECK_IN_PROGRESS" }
            try await flow.driveReady()
            try await flow.checkpoint()
            bench.heat.state.withLockedValue { $0.stacks = [] }
            try await flow.drive { bench.stacks.count == 1 }
            try await flow.driveReady()
            try await flow.checkpoint()
        },
        CrashFlow("a second stack, of a create that came late") { flow in
            try await flow.create()
            try await flow.driveReady()
            flow.bench.heat.state.withLockedValue { state in
                var second = state.stacks[0]
                second.id = "id-99"
                state.stacks.append(second)
            }
            try await flow.bench.delete()
            try await flow.driveGone()
            try await flow.checkpoint()
        },
    ]

    private static let plugin =
        "BIGIPError: resources.pool: BIG-IP https://10.20.0.1: cannot create pool /Common/p: Internal Server Error. (HTTP 500)"

    /// A creation that fails for a reason which passes.
    private static func passes(_ flow: CrashDriver, _ reason: String) async throws {
        try await flow.create()
        try await flow.driveStalled("StackCreateFailed", .fails(reason))
        try await flow.checkpoint()
        try await flow.driveReady()
        try await flow.checkpoint()
    }

    private static func node(_ kubeconfig: String) -> Secret {
        Secret(metadata: ObjectMeta(name: "node", namespace: "default"), data: ["kubeconfig": Base64Data(Array(kubeconfig.utf8))])
    }
}
