import FoundationEssentials
import HTTPTransport
import JSON
import KubernetesAPI
import KubernetesClient
import LabHeat
import Subprocess
import Testing

/// `ake-controller all` as it is deployed: one process with the rights of deploy/all-in-one.yaml beside a Heat.
@Suite struct AllProgramTests {
    private static let manifests =
        ["heatstacks", "ingressgroups", "ingressstatuses", "loadbalancerclasses", "nodereports"].map { "deploy/crds/\($0).yaml" }
        + ["ingress-controller", "heatstack-controller", "admission"].map { "deploy/rbac/\($0).yaml" }
        + ["deploy/all-in-one.yaml", "lab/kubernetes/bgppeers.yaml"]

    /// A process, the API server and the Heat that it has.
    private struct Running: Sendable {
        var cluster: TestCluster
        var heat: LabHeat
        var program: RunningProgram
    }

    private func run(
        _ manifests: [String] = [], _ arguments: [String] = [], environment: [String: String] = [:],
        _ body: @escaping @Sendable (Running) async throws -> Void
    ) async throws {
        try await LabHeat.run { heat, url in
            try await TestCluster.with(Self.manifests + manifests) { cluster in
                let (kubeconfig, token) = try await cluster.kubeconfig(serviceAccount: "ake-controller", namespace: "ake-system")
                try cluster.write("cls.yaml", Self.template)
                try cluster.write("clouds.yaml", Self.clouds(url))
                try Self.putClass(cluster)
                let variables = [
                    "AKE_KUBECONFIG": kubeconfig, "AKE_TEMPLATE_DIRECTORY": cluster.folder, "AKE_METRICS_ADDRESS": "127.0.0.1:0",
                    "OS_CLIENT_CONFIG_FILE": "\(cluster.folder)/clouds.yaml", "AKE_LEASE_NAMESPACE": "ake-system",
                ]
                let end = try await RunningProgram.with(
                    "ake-controller", ["all"] + arguments, environment: variables.merging(environment) { $1 }
                ) { try await body(Running(cluster: cluster, heat: heat, program: $0)) }
                #expect(end.status == .exited(0), "\(end.output)")
                #expect(end.duration < .seconds(20), "\(end.output)")
                let lease = cluster.server.object(
                    "leases", group: "coordination.k8s.io", namespace: "ake-system", name: "ake-heatstack-controller")
                let holder = lease?["spec"]?["holderIdentity"]?.stringValue ?? ""
                #expect(lease != nil && holder.isEmpty, "the lease is not released: \(lease ?? .null)")
                #expect(!end.output.contains(token) && !end.output.contains("\"secret\"") && end.output.contains("ake-controller started"))
            }
        }
    }

    @Test(.timeLimit(.minutes(3))) func `an Ingress becomes a stack and an address, and goes again, by one process`() async throws {
        try await run { running in
            let (cluster, heat) = (running.cluster, running.heat)
            let port = try await running.program.port(after: "metrics and health on")
            try await cluster.client.create(Self.ingress())
            try await Self.eventually("a stack") { heat.state.withLockedValue { $0.stacks.count == 1 } }
            heat.state.withLockedValue { $0.settle() }
            let ingress = try await cluster.eventually("an address", "ingresses", group: "networking.k8s.io", namespace: "default", "web") {
                $0?["status"]?["loadBalancer"]?["ingress"]?[0]?["ip"] == "198.51.100.10"
            }
            #expect(ingress?["metadata"]?["name"] == "web")
            #expect(heat.state.withLockedValue { $0.stacks.first?.parameters["replicas"] } == "2")
            let metrics = try await page(port, "/metrics")
            for line in [
                #"controller_runtime_active_workers{controller="heatstack"}"#, #"controller_runtime_active_workers{controller="ingress"}"#,
                #"leader_election_master_status{name="ake-heatstack-controller"} 1"#,
            ] { #expect(metrics.contains(line), "\(line)") }
            #expect(try await page(port, "/readyz?verbose") == "[+]caches ok\nreadyz check passed\n")
            let watches = cluster.server.requests.filter { $0.verb == "watch" && $0.resource == "heatstacks" }
            #expect(watches.count == 1, "the controllers share what they watch: \(watches)")

            try await cluster.client.delete(Ingress.self, "web", namespace: "default")
            try await Self.eventually("the stack's deletion") { heat.state.withLockedValue { $0.stacks.first?.action == "DELETE" } }
            heat.state.withLockedValue { $0.settle() }
            for (resource, group) in [("heatstacks", AKE.group), ("ingresses", "networking.k8s.io")] {
                try await cluster.eventually("\(resource) are gone", resource, group: group, namespace: "default", "web-anlb") { $0 == nil }
            }
            #expect(heat.state.withLockedValue { $0.stacks.isEmpty })
        }
    }

    @Test(.timeLimit(.minutes(3))) func `with the webhook in the same process one stands by, and both answer`() async throws {
        let port = Int.random(in: 20_000..<30_000)
        let environment = ["AKE_WEBHOOK": "true", "AKE_WEBHOOK_URL": "https://127.0.0.1:\(port)/validate"]
        try await run(
            ["deploy/webhook/heatstacks.yaml"], ["--listen", "127.0.0.1:\(port)", "--identity", "first"], environment: environment
        ) {
            running in
            let (cluster, heat) = (running.cluster, running.heat)
            let metrics = try await running.program.port(after: "metrics and health on")
            try await Self.eventually("it is ready") { try await self.page(metrics, "/readyz") == "ok\n" }
            #expect(try await page(metrics, "/readyz?verbose") == "[+]certificate ok\n[+]caches ok\nreadyz check passed\n")
            // What the webhook refuses never becomes an object, and what the controller makes passes it.
            let refusal = await #expect(throws: KubernetesError.self) {
                try await cluster.client.create(Self.ingress(["\(AKE.group)/ingress-controller-flavor": "huge"]))
            }
            #expect("\(try #require(refusal))".contains("huge"))
            try await cluster.client.create(Self.ingress())
            try await Self.eventually("a stack") { heat.state.withLockedValue { $0.stacks.count == 1 } }
            heat.state.withLockedValue { $0.settle() }
            let scale: JSONValue = ["spec": ["params": ["flavor": "large"]]]
            let guarded = await #expect(throws: KubernetesError.self) {
                try await cluster.client.patch(HeatStack.self, "web-anlb", namespace: "default", with: .merge(scale))
            }
            #expect("\(try #require(guarded))".contains("spec.params"))

            try await self.standBy(running, environment: environment, calls: heat)
        }
    }

    /// Another one beside a leader: it serves the webhook, and writes nothing to Heat.
    private func standBy(_ running: Running, environment: [String: String], calls heat: LabHeat) async throws {
        let before = heat.state.withLockedValue { $0.writes.count }
        let (kubeconfig, folder) = ("\(running.cluster.folder)/kubeconfig", running.cluster.folder)
        let variables = [
            "AKE_KUBECONFIG": kubeconfig, "AKE_TEMPLATE_DIRECTORY": folder, "OS_CLIENT_CONFIG_FILE": "\(folder)/clouds.yaml",
            "AKE_LEASE_NAMESPACE": "ake-system", "AKE_LISTEN": "127.0.0.1:0",
        ].merging(environment) { $1 }
        let end = try await RunningProgram.with(
            "ake-controller", ["all", "--metrics-address", "127.0.0.1:0", "--identity", "second"], environment: variables
        ) { second in
            let port = try await second.port(after: "metrics and health on")
            try await Self.eventually("the other is ready") { try await self.page(port, "/readyz") == "ok\n" }
            _ = try await second.port(after: "webhook listens on")
            let metrics = try await self.page(port, "/metrics")
            #expect(metrics.contains(#"leader_election_master_status{name="ake-heatstack-controller"} 0"#))
        }
        #expect(end.status == .exited(0), "\(end.output)")
        #expect(heat.state.withLockedValue { $0.writes.count } == before)
    }

    @Test(
        .timeLimit(.minutes(2)),
        arguments: [
            (["--workers", "0"], [:], "--workers 0: expected a number from 1 to 1000"),
            ([], ["AKE_WORKERS": "many"], "AKE_WORKERS many: expected a number from 1 to 1000"),
            ([], ["AKE_LEADER_ELECT": "perhaps"], "AKE_LEADER_ELECT perhaps: expected true or false"),
            ([], ["AKE_LOG_LEVEL": "loud"], "AKE_LOG_LEVEL loud: expected one of trace, debug, info"),
            (["--resync-interval", "0"], [:], "--resync-interval 0"),
            (["--metrics-address", "8080"], [:], "--metrics-address 8080: expected address:port"),
            (["--listen", "127.0.0.1:9443"], [:], "--listen: expected together with --webhook"),
            (["--max-connections", "5"], [:], "--max-connections: expected together with --webhook"),
            (["--webhook", "--webhook-service", "here"], [:], "--webhook-service here: expected namespace/name"),
            (["--no-such-flag"], [:], "Unknown option '--no-such-flag'"),
        ] as [([String], [String: String], String)])
    func `a wrong flag is named before anything is begun`(flags: [String], variables: [String: String], text: String) async throws {
        let environment = variables.merging(["KUBECONFIG": "/nonexistent"]) { $1 }
        let end = try await RunningProgram.with("ake-controller", ["all"] + flags, environment: environment) { program in
            for _ in 0..<400 where !program.output.contains(text) { try await Task.sleep(for: .milliseconds(50)) }
        }
        // By itself, or by the signal that comes when the text is seen.
        #expect(end.status != .exited(0) && end.output.contains(text) && !end.output.contains("started"), "\(end.output)")
    }

    @Test(
        .timeLimit(.minutes(2)),
        arguments: [
            (["--node-ca-file", "/nonexistent"], "--node-ca-file /nonexistent: the file cannot be read"),
            (["--template-ca-file", "/nonexistent"], "--template-ca-file /nonexistent: the file cannot be read"),
            (["--dns-cloud", "nowhere"], "nowhere"), (["--cloud", "nowhere"], "nowhere"),
        ])
    func `what a flag names and is not there is named`(flags: [String], text: String) async throws {
        try await TestCluster.with(["deploy/rbac/ingress-controller.yaml", "deploy/all-in-one.yaml"]) { cluster in
            let (kubeconfig, _) = try await cluster.kubeconfig(serviceAccount: "ake-controller", namespace: "ake-system")
            try cluster.write("clouds.yaml", Self.clouds("http://127.0.0.1:1"))
            let environment = ["AKE_KUBECONFIG": kubeconfig, "OS_CLIENT_CONFIG_FILE": "\(cluster.folder)/clouds.yaml"]
            let end = try await RunningProgram.with("ake-controller", ["all"] + flags, environment: environment) { program in
                for _ in 0..<400 where !program.output.contains(text) { try await Task.sleep(for: .milliseconds(50)) }
            }
            #expect(end.status != .exited(0) && end.output.contains(text) && end.output.contains("Error"), "\(end.output)")
        }
    }

    private func page(_ port: Int, _ path: String) async throws -> String {
        let transport = try AsyncHTTPTransport()
        let answer: Result<HTTPResponse, any Error>
        do {
            answer = .success(try await transport.send(HTTPRequest(url: "http://127.0.0.1:\(port)\(path)")))
        } catch {
            answer = .failure(error)
        }
        await transport.shutdown()
        return try answer.get().text
    }

    private static func eventually(_ what: Comment, _ isSo: () async throws -> Bool) async throws {
        for _ in 0..<1200 {
            if try await isSo() { return }
            try await Task.sleep(for: .milliseconds(50))
        }
        try #require(Bool(false), "never: \(what)")
    }

    private static let template = """
        heat_template_version: 2018-08-31
        parameters: {replicas: {type: number}, flavor: {type: string}}
        outputs: {bigip_vsip: {value: 198.51.100.10}}
        """

    private static func clouds(_ url: String) -> String {
        """
        clouds:
          lab:
            auth_type: v3applicationcredential
            auth: {auth_url: "\(url)/v3", application_credential_id: i, application_credential_secret: secret}
        """
    }

    private static func ingress(_ annotations: [String: String] = [:]) -> Ingress {
        let path = Ingress.Path(path: "/", pathType: "Prefix", backend: .init(service: .init(name: "web", port: .init(number: 80))))
        return Ingress(
            metadata: ObjectMeta(name: "web", namespace: "default", annotations: annotations),
            spec: .init(ingressClassName: "ake", rules: [.init(host: "x.example", http: .init(paths: [path]))]))
    }

    private static func putClass(_ cluster: TestCluster) throws {
        try cluster.server.put([
            "apiVersion": "networking.k8s.io/v1", "kind": "IngressClass", "metadata": ["name": "ake"],
            "spec": [
                "controller": "ake.adtech.cyberagent.io/ingress-controller",
                "parameters": ["apiGroup": .string(AKE.group), "kind": "LoadBalancerClass", "name": "bigip", "scope": "Cluster"],
            ],
        ])
        try cluster.server.put([
            "apiVersion": "ake.adtech.cyberagent.io/v1alpha1", "kind": "LoadBalancerClass", "metadata": ["name": "bigip"],
            "spec": [
                "templateURL": .string("file://\(cluster.folder)/cls.yaml"),
                "flavors": ["default": "small", "allowed": ["small", "large"]], "replicas": ["default": 2, "min": 1, "max": 5],
            ],
        ])
    }
}
