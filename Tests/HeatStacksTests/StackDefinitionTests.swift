import JSON
import KubernetesAPI
import LabHeat
import LabKubernetes
import Testing

@testable import HeatStacks

/// What Heat is sent, and what stands in the way of sending it.
@Suite(.timeLimit(.minutes(2))) struct StackDefinitionTests {
    static let source = HeatStackParameterSource(name: "kubeconfig", secretKeyRef: .init(name: "web-anlb", key: "kubeconfig"))

    static func secret(_ value: String) -> Secret {
        Secret(metadata: ObjectMeta(name: "web-anlb", namespace: "default"), data: ["kubeconfig": Base64Data(Array(value.utf8))])
    }

    static func fill(_ bench: Bench, _ value: String) async throws {
        try await bench.client.patch(
            Secret.self, "web-anlb", namespace: "default",
            with: .merge(["data": ["kubeconfig": try JSONValue(encoding: Base64Data(Array(value.utf8)))]]))
    }

    @Test func `a value from a Secret goes to Heat, and nowhere else`() async throws {
        try await Bench.run { bench in
            try await bench.client.create(Self.secret("hush-1"))
            try await bench.createWhole { $0.paramsFrom = [Self.source] }
            #expect(bench.stacks.first?.parameters["kubeconfig"] == "hush-1")
            let object = try #require(try await bench.object())
            #expect(object.status?.lastParams["kubeconfig"] == Hexadecimal.digest("hush-1"))
            #expect(try await bench.event("StackCreateComplete") != nil)
            for value in bench.kubernetes.objects("heatstacks", group: AKE.group)
                + bench.kubernetes.objects("events", group: "events.k8s.io")
            {
                #expect(!value.serializedString.contains("hush"))
            }
        }
    }

    @Test func `a changed Secret alone changes nothing, and is read anew with the next update`() async throws {
        try await Bench.run { bench in
            try await bench.client.create(Self.secret("hush-1"))
            try await bench.createWhole { $0.paramsFrom = [Self.source] }
            try await Self.fill(bench, "hush-2")
            bench.pass(.seconds(300))
            try await bench.reconcile()
            #expect(bench.stacks.first?.updates == 0)
            try await bench.patch(["params": ["replicas": "3"]])
            try await bench.reconcile()
            #expect(bench.stacks.first?.parameters == ["replicas": "3", "kubeconfig": "hush-2"])
            #expect(try await bench.status().lastParams["kubeconfig"] == Hexadecimal.digest("hush-2"))
        }
    }

    @Test func `a missing Secret or key stalls with its name, and goes on when it is there`() async throws {
        try await Bench.run { bench in
            try await bench.create { $0.paramsFrom = [Self.source] }
            #expect(try await bench.reconcile() == .requeue(after: .seconds(15)))
            let stalled = try await bench.status().conditions["Stalled"]
            #expect(stalled?.reason == "SecretNotFound")
            #expect(stalled?.message == #"spec.paramsFrom "kubeconfig": there is no Secret web-anlb"#)
            #expect(bench.heatWrites == 0)
            try await bench.client.create(Self.secret("x"))
            bench.pass(.seconds(15))
            try await bench.reconcile()
            #expect(bench.stacks.count == 1)
        }
    }

    @Test func `a template that is missing or none stalls with its URL, and an object without stack goes at once`() async throws {
        try await Bench.run { bench in
            try await bench.create { $0.templateURL = "file://\(bench.files.path)/none.yaml" }
            try await bench.reconcile()
            var stalled = try await bench.status().conditions["Stalled"]
            #expect(stalled?.reason == "TemplateNotFound")
            #expect(stalled?.message == "file://\(bench.files.path)/none.yaml: No such file or directory")
            try bench.files.write("none.yaml", "hello: world")
            bench.pass(.seconds(60))
            try await bench.reconcile()
            stalled = try await bench.status().conditions["Stalled"]
            #expect(stalled?.reason == "TemplateInvalid")
            try await bench.delete()
            try await bench.reconcile()
            #expect(try await bench.object() == nil && bench.heatWrites == 0)
        }
    }

    static let refusals: [(Int, String, String, String)] = [
        (400, "StackValidationFailed", "The Parameter (x) was not defined in template.", "StackRejected"),
        (400, "RequestLimitExceeded", "You have reached the maximum stacks per tenant, 512.", "QuotaExceeded"),
        (403, "Forbidden", "You are not authorized to use create", "CloudAccessDenied"),
    ]

    @Test(arguments: refusals) func `a refusal stalls with Heat's own text and is not repeated at once`(
        status: Int, type: String, message: String, reason: String
    ) async throws {
        try await Bench.run { bench in
            bench.heat.state.withLockedValue {
                $0.faults = [.init("POST", "/stacks", .refuse(status, retryAfter: nil, type: type, message: message))]
            }
            try await bench.create()
            for _ in 0..<3 { try await bench.reconcile() }
            #expect(bench.heatWrites == 1)
            let stalled = try await bench.status().conditions["Stalled"]
            #expect(stalled?.status == "True" && stalled?.reason == reason && stalled?.message.contains(message) == true)
            #expect(try await bench.event(reason) != nil)
            try await bench.patch(["params": ["replicas": "9"]])
            try await bench.reconcile()
            #expect(bench.stacks.count == 1)
        }
    }

    @Test func `environment, timeout and nested files reach Heat`() async throws {
        try await Bench.run { bench in
            try bench.files.write("t.yaml", "heat_template_version: 2018-08-31\nresources: {m: {type: lib/member.yaml}}")
            try bench.files.write("lib/member.yaml", "heat_template_version: 2018-08-31\noutputs: {x: {value: {get_file: x.sh}}}")
            try bench.files.write("lib/x.sh", "#!/bin/sh\n")
            try await bench.create {
                $0.timeout = 7
                $0.environment = ["parameter_defaults": ["a": "b"]]
            }
            try await bench.reconcile()
            let body = try #require(bench.heat.state.withLockedValue { $0.writes.first?.body })
            let base = "file://\(bench.files.path)"
            #expect(body["timeout_mins"] == 7 && body["disable_rollback"] == true)
            #expect(body["environment"] == ["parameter_defaults": ["a": "b"]])
            #expect(body["template"]?["resources"]?["m"]?["type"] == .string("\(base)/lib/member.yaml"))
            #expect(body["files"]?["\(base)/lib/x.sh"] == "#!/bin/sh\n")
        }
    }
}
