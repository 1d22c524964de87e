extension Laboratory {
    /// Names of the controllers of ake-controller, each a process of its own on the master.
    public static let controllers = ["ingress", "heatstack", "admission"]

    /// Everything that runs on the network, in the order of what waits for what.
    ///
    /// - Parameter server: The real API server; nil for LabKubernetes.
    func services(after network: String, server: APIServerAddress?) -> [StepGraph.Step] {
        let packages = "OpenStack: packages and databases"
        let cloud = "OpenStack: Keystone, Heat, Nova, Neutron"
        let image = "LB node: image"
        let bigip = "LabBIGIP, stand-in for the BIG-IP"
        let api = realKubernetes ? "the API server of AKE_LAB_KUBECONFIG, by a relay" : "LabKubernetes, stand-in for the API server"
        let objects = "CRDs, roles, classes by kubectl"
        let cluster = realKubernetes ? "cluster: its own, or stand-ins" : "cluster: Deployments, kubelets, Calico"
        let controllers = "controllers: \(activeControllers.joined(separator: ", "))" + (realKubernetes ? "; no webhook" : "")
        return [
            .init(packages) { _ in try await script("openstack-install", "lab/openstack/install.sh") },
            .init(image) { _ in try await script("image", "image/build-rootfs.sh") },
            .init(bigip, after: [network]) { _ in try await startBIGIP() },
            .init(cloud, after: [network, packages]) { _ in
                try await script("openstack-up", "lab/openstack/up.sh")
                if let server { try await routeNodes(to: server) }
            },
            .init(api, after: [network]) { note in
                guard let server else { return try await startKubernetes() }
                note(server.endpoint)
                try await startRelay(to: server)
            },
            .init(objects, after: [api]) { _ in try await applyObjects() },
            .init(cluster, after: [objects]) { note in try await startCluster(note) },
            .init(controllers, after: [objects, cloud]) { note in
                if realKubernetes { note("the API server could not call it") }
                for name in activeControllers { try await startController(name) }
                for name in activeControllers { try await waitForController(name) }
            },
        ]
    }

    /// Runs a script of the repository to its end, its output in a log of that name.
    private func script(_ name: String, _ path: String) async throws {
        let command = ["/bin/sh", "-c", #"log=$1; shift; exec "$@" >>"$log" 2>&1"#, "sh", supervisor.log(name), "bash"]
        let output = try await Command.run(command + ["\(configuration.source)/\(path)"], environment: configuration.environment)
        guard output.status == 0 else {
            let tail = Command.lastLines(of: Files.text(supervisor.log(name)) ?? "", 6)
            throw LabError("\(path) ended with status \(output.status): \(tail)", remedy: "read \(supervisor.log(name))")
        }
    }

    private func startBIGIP() async throws {
        try await supervisor.start(
            "bigip", on: "l4",
            [
                "\(configuration.binaries)/ake-lab", "bigip", "--state", "\(configuration.state)/bigip", "--ca-file",
                configuration.bigipAuthority,
            ], environment: ["AKE_LAB_BIGIP_PASSWORD": "admin"])
        try await wait(for: "the BIG-IP stand-in", limit: .seconds(20), process: "bigip") {
            guard Files.exists(configuration.bigipAuthority) else { return false }
            return try await accepts("https://\(LabAddresses.bigip)/mgmt/tm/ltm/virtual")
        }
    }

    private func startKubernetes() async throws {
        try await supervisor.start("kubernetes", on: "master", ["\(configuration.binaries)/ake-lab", "kubernetes"])
        try await wait(for: "the API server stand-in", limit: .seconds(20), process: "kubernetes") {
            guard Files.exists(configuration.kubeconfig) else { return false }
            return try await accepts("https://\(LabAddresses.master):6443/readyz")
        }
    }

    private func applyObjects() async throws {
        let cluster = try await ClusterView(self)
        let calico = try await calicoManifests(cluster)
        let folders = ["deploy/crds", "deploy/rbac"] + (realKubernetes ? [] : ["deploy/webhook"])
        let manifests =
            calico
            + folders.flatMap { folder in
                Files.names(in: "\(configuration.source)/\(folder)").filter { $0.hasSuffix(".yaml") }.map { "\(folder)/\($0)" }
            }
        try await cluster.check(["apply", "--server-side"] + manifests.flatMap { ["-f", "\(configuration.source)/\($0)"] })
        try await cluster.check(["wait", "--for=condition=Established", "--timeout=20s", "crd", "--all"])
        let text = Files.text("\(configuration.source)/lab/kubernetes/class.yaml") ?? ""
        let classes = text.split(separator: "@SOURCE@", omittingEmptySubsequences: false).joined(separator: configuration.source)
        try await cluster.check(["apply", "--server-side", "-f", "-"], input: classes)
    }

    private func startCluster(_ note: @Sendable (String) -> Void) async throws {
        let cluster = try await ClusterView(self)
        if realKubernetes {
            if try await hasOwnNodes(cluster) { return note("its own Nodes and Pods") }
            note("stand-ins, as it has no Nodes")
        }
        try await supervisor.start("cluster", on: "master", ["\(configuration.binaries)/ake-lab", "cluster"])
        try await wait(for: "the Nodes", limit: .seconds(20), process: "cluster", every: .milliseconds(200)) {
            try await cluster.items(["nodes"]).count >= LabAddresses.workers.count
        }
    }

    /// Starts one of ake-controller's controllers; it must not run already.
    ///
    /// Its identity is the same each time: one that was killed leads again at once, as a Pod of a StatefulSet would.
    public func startController(_ name: String) async throws {
        let kubeconfig = try await controllerKubeconfig(name)
        try await supervisor.start(
            "controller-\(name)", on: "master",
            ["\(configuration.binaries)/ake-controller", name, "--kubeconfig", kubeconfig, "--identity", "lab-\(name)"],
            environment: [
                "AKE_LEASE_NAMESPACE": "ake-system",
                "AKE_TEMPLATE_DIRECTORY": configuration.source + "/heat/templates",
                "OS_CLOUD": "lab", "OS_CLIENT_CONFIG_FILE": configuration.clouds,
                "AKE_WEBHOOK_URL": "https://\(LabAddresses.master):9443/validate",
                "AKE_METRICS_ADDRESS": ":\(metricsPort(name))",
            ])
    }

    private func metricsPort(_ name: String) -> Int { 8081 + (Self.controllers.firstIndex(of: name) ?? 0) }

    /// Waits until a controller leads, or, for the webhook, is ready to judge.
    public func waitForController(_ name: String) async throws {
        let process = "controller-\(name)"
        let ready = "http://127.0.0.1:\(metricsPort(name))/readyz"
        let cluster = try await ClusterView(self)
        try await wait(for: "the \(name) controller", limit: .seconds(30), process: process, every: .milliseconds(100)) {
            if name == "admission" { return try await run(on: "master", ["curl", "-sf", "-o", "/dev/null", "-m", "2", ready]).status == 0 }
            return try await cluster.items(["leases", "-A"]).contains { $0["spec"]?["holderIdentity"]?.stringValue == "lab-\(name)" }
        }
    }

    /// Whether a server on the cluster's network answers at all.
    func accepts(_ url: String) async throws -> Bool {
        try await run(on: "master", ["curl", "-sk", "-o", "/dev/null", "-m", "2", url]).status == 0
    }
}
