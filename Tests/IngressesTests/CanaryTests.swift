import ControllerRuntime
import FoundationEssentials
import HTTPTransport
import HeatStacks
import JSON
import KubernetesAPI
import KubernetesClient
import LabHeat
import LabKubernetes
import OpenStackClient
import ServiceLifecycle
import Testing

@testable import Ingresses

/// Plants secrets, lets both controllers make, scale, rotate and delete a stack, and looks for the secrets wherever they must not be.
@Suite(.timeLimit(.minutes(5))) struct CanaryTests {
    private static let cloudPassword = "CANARY-cloud-password"
    private static let planted = [cloudPassword, "CANARY-database", "CANARY-certificate-key", "CANARY-note"]

    @Test func `a secret that lives long is found in no event, status or log, nor in anything that Heat is sent`() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "ake-canary-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let template = """
            heat_template_version: 2018-08-31
            parameters:
              replicas: {type: number}
              flavor: {type: string}
              image: {type: string}
              fluentd_s3_bucket: {type: string}
              ingress_name: {type: string}
              ingress_namespace: {type: string}
              ingress_uid: {type: string}
              kubeconfig: {type: string, hidden: true}
            """
        try Data(template.utf8).write(to: folder.appending(path: "t.yaml"))
        let url = "file://\(folder.path)/t.yaml"
        try await LabHeat.run { heat, heatURL in
            heat.state.withLockedValue { $0.password = Self.cloudPassword }
            try await World.with(spec: ["templateURL": .string(url)]) { world in
                try await Self.live(world, heat, heatURL, folder: folder.path)
            }
        }
    }

    private static func live(_ world: World, _ heat: LabHeat, _ heatURL: String, folder: String) async throws {
        try plant(in: world)
        let log = CollectingLog()
        let transport = try AsyncHTTPTransport()
        let cloud = CloudConfiguration(
            name: "lab", authenticationURL: heatURL, credentials: .applicationCredential(id: "i", secret: cloudPassword))
        let stacks = try Manager(client: world.client, logger: log.logger, signals: [], closesClient: false)
        HeatStackController.add(
            to: stacks,
            connections: HeatConnections(
                fixed: HeatClient(OpenStackClient(cloud: cloud, transport: transport, logger: log.logger)), logger: log.logger),
            templates: TemplateResolver(source: TemplateSource(transport: transport, directories: [folder])))
        var seen: [String] = []
        let result: Result<[String], any Error>
        do {
            let moments = Moments()
            try await world.running(logger: log.logger, beside: [stacks]) {
                try await live(world, heat, moments)
            }
            result = .success(await moments.texts)
        } catch {
            result = .failure(error)
        }
        await transport.shutdown()
        seen = try result.get()

        let sent = heat.state.withLockedValue { state in state.calls.filter { !$0.isAuthentication }.map { $0.body.serializedString } }
        #expect(sent.contains { $0.contains("kubeconfig") } && log.lines.count > 10 && seen.count > 10, "there was something to look at")
        for secret in planted + [world.server.adminToken] {
            #expect(!sent.contains { $0.contains(secret) }, "Heat was sent \(secret.prefix(12))...")
            #expect(!seen.contains { $0.contains(secret) }, "an object holds \(secret.prefix(12))...")
            #expect(!log.lines.contains { $0.contains(secret) }, "a log holds \(secret.prefix(12))...")
        }
        // Nor any token at all, save in what Heat was sent; and there none that lives longer than an hour.
        #expect(!log.lines.contains { $0.contains("eyJ") })
        #expect(!seen.contains { $0.contains("eyJ") })
        let found = sent.flatMap { tokens(in: $0) }
        #expect(found.count >= 2, "each creation and each scale-out brings one")
        #expect(found.allSatisfy { $0.subject == "system:serviceaccount:default:web-anlb" && $0.seconds <= 3600 }, "\(found)")
    }

    /// What objects said at several moments.
    private actor Moments {
        var texts: [String] = []
        func add(_ more: [String]) { texts += more }
    }

    private static func plant(in world: World) throws {
        func secret(_ name: String, _ value: String) -> JSONValue {
            [
                "apiVersion": "v1", "kind": "Secret", "metadata": ["name": .string(name), "namespace": "default"],
                "data": ["value": .string(Base64Data(Array(value.utf8)).base64)],
            ]
        }
        try world.server.put(secret("database", "CANARY-database"))
        try world.server.put(secret("cert", "CANARY-certificate-key"))
        // A Secret of the needed name in another namespace.
        var other = secret("web-anlb", "CANARY-note")
        other["metadata"] = ["name": "web-anlb", "namespace": "kube-public"]
        try world.server.put(other)
    }

    private static func live(_ world: World, _ heat: LabHeat, _ moments: Moments) async throws {
        func settled(_ status: String) async throws {
            try await eventually("\(status)") {
                heat.state.withLockedValue { $0.settle() }
                let stack = try await world.heatStack()
                return stack?.status?.stackStatus == status && stack.map(IngressPlan.isComplete) == true
            }
            await moments.add(try objects(of: world))
        }
        try await eventually("a stack") { heat.state.withLockedValue { !$0.stacks.isEmpty } }
        await moments.add(try objects(of: world))
        try await settled("CREATE_COMPLETE")
        try await eventually("the address") { try await world.ingress()?.status?.loadBalancer?.ingress?.isEmpty == false }
        // Scale, with a certificate to read.
        try await world.client.patch(
            Ingress.self, "web", namespace: "default",
            with: .merge([
                "metadata": ["annotations": [IngressAnnotation.replicas.rawValue: "3"]], "spec": ["tls": [["secretName": "cert"]]],
            ]))
        try await eventually("an update") { heat.state.withLockedValue { $0.stacks.first?.updates == 1 } }
        try await settled("UPDATE_COMPLETE")
        // Rotate.
        try await world.client.delete(ServiceAccount.self, "web-anlb", namespace: "default")
        try await eventually("a new ServiceAccount") {
            try await world.client.getIfPresent(ServiceAccount.self, "web-anlb", namespace: "default") != nil
        }
        await moments.add(try objects(of: world))
        try await world.client.delete(Ingress.self, "web", namespace: "default")
        try await eventually("everything is gone") {
            heat.state.withLockedValue { $0.settle() }
            return try await world.ingress() == nil
        }
        await moments.add(try objects(of: world))
    }

    // Everything that the API server stores and anybody may be shown; Secrets are where secrets belong.
    private static func objects(of world: World) throws -> [String] {
        let kinds: [(String, String)] = [
            ("events", ""), ("heatstacks", AKE.group), ("ingressstatuses", AKE.group), ("ingresses", "networking.k8s.io"),
            ("serviceaccounts", ""), ("configmaps", ""), ("roles", "rbac.authorization.k8s.io"),
            ("rolebindings", "rbac.authorization.k8s.io"),
            ("clusterroles", "rbac.authorization.k8s.io"), ("loadbalancerclasses", AKE.group), ("leases", "coordination.k8s.io"),
        ]
        return kinds.flatMap { world.server.objects($0.0, group: $0.1) }.map(\.serializedString)
    }

    // Whose each token in a text is, and for how long.
    private static func tokens(in text: String) -> [(subject: String, seconds: Int)] {
        text.split { !($0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0))) }.compactMap { word in
            let parts = word.split(separator: ".", omittingEmptySubsequences: false)
            guard parts.count == 3, parts[0].hasPrefix("eyJ") else { return nil }
            var payload = parts[1].replacing("-", with: "+").replacing("_", with: "/")
            while payload.utf8.count % 4 != 0 { payload += "=" }
            guard let bytes = Base64Data(base64: payload)?.bytes, let claims = try? JSONValue(parsing: bytes),
                let end = claims["exp"]?.intValue, let start = claims["iat"]?.intValue ?? claims["nbf"]?.intValue
            else { return ("unreadable", .max) }
            return (claims["sub"]?.stringValue ?? "", end - start)
        }
    }
}
