import FoundationEssentials
import JSON
import LoadBalancerNode
import Testing

/// The whole agent between an API server, the real nginx and the real BIRD.
@Suite(.enabled(if: Sandbox.isPossible)) struct AgentTests {
    private func withNode(
        tokenSeconds: Int = 600, _ body: @escaping @Sendable (Cluster, Sandbox, Worker, [UInt8]) async throws -> Void
    ) async throws {
        try await Cluster.with { cluster in
            try await Sandbox.with { sandbox in
                try await Worker.with(sandbox) { worker in
                    // Last, so that a short life is not over before the agent has begun.
                    let kubeconfig = cluster.lab.kubeconfig(token: try await cluster.token(seconds: tokenSeconds), namespace: "shop")
                    try await body(cluster, sandbox, worker, kubeconfig)
                }
            }
        }
    }

    @Test func `an Ingress is served, follows its endpoints within a second, and no process of nginx changes`() async throws {
        try await withNode { cluster, sandbox, worker, kubeconfig in
            #expect(try await sandbox.get("x", "/healthz", port: 8080).status == 503)
            try await RunningAgent.with(sandbox, worker, kubeconfig: kubeconfig) { _ in
                try await eventually("the node may take traffic", within: .seconds(60)) {
                    try await sandbox.get("x", "/healthz", port: 8080).status == 200
                }
                let pids = sandbox.pids
                let first = try await sandbox.get("a.example", "/", ["-H", "X-Forwarded-For: 6.6.6.6", "--interface", "127.0.0.9"])
                #expect(first["address"] == Sandbox.backends[0])
                #expect(first["forwarded-for"] == "127.0.0.9")
                #expect(try await sandbox.get("empty.example").status == 503)
                #expect(try await sandbox.get("unknown.example").status == 404)

                try cluster.endpoints([0, 1])
                try await eventually("the second Pod is in rotation", within: .seconds(1)) {
                    try await sandbox.addresses("a.example", 4).contains(Sandbox.backends[1])
                }
                try cluster.endpoints([1])
                try await eventually("the first Pod is out of rotation", within: .seconds(1)) {
                    try await sandbox.addresses("a.example", 4) == Array(repeating: Sandbox.backends[1], count: 4)
                }
                try cluster.endpoints([])
                try await eventually("no Pod is left", within: .seconds(1)) { try await sandbox.get("a.example").status == 503 }
                try cluster.endpoints([2])
                try cluster.ingress(hosts: ["b.example", "a.example"])
                try await eventually("the new host is served", within: .seconds(1)) {
                    try await sandbox.get("b.example")["address"] == Sandbox.backends[2]
                }
                #expect(sandbox.pids == pids)

                let peer = cluster.lab.object("bgppeers", group: "crd.projectcalico.org", name: "anlb-node-0")
                #expect(peer?["spec"]?["peerIP"]?.stringValue == Worker.nodeAddress)
                #expect(peer?["metadata"]?["labels"]?["ake.adtech.cyberagent.io/ingress-uid"] == "u-1")

                let ingress = cluster.lab.object("ingresses", group: "networking.k8s.io", namespace: "shop", name: "web")
                try await eventually("the node says that it serves the changed Ingress", within: .seconds(10)) {
                    let report = cluster.lab.object(
                        "nodereports", group: "ake.adtech.cyberagent.io", namespace: "shop", name: "anlb-node-0")
                    let served = report?["ingresses"]?[0]
                    return served?["generation"] == 2 && served?["uid"] == ingress?["metadata"]?["uid"]
                        && report?["address"]?.stringValue == Worker.nodeAddress
                        && report?["metadata"]?["labels"]?["ake.adtech.cyberagent.io/ingress-uid"] == "u-1"
                }
                let writes = cluster.lab.requests.filter { $0.isWrite && $0.resource == "nodereports" }
                #expect((1...3).contains(writes.count), "changed endpoints are no news: \(writes.count)")

                try await worker.die()
                try await eventually("without a route the node takes no traffic", within: .seconds(5)) {
                    let reply = try await sandbox.get("x", "/healthz", port: 8080)
                    return reply.status == 503 && reply.body.contains("no BGP session")
                }
            }
        }
    }

    @Test func `connections into a withdrawn block are ended, not left to hang`() async throws {
        try await withNode { _, sandbox, worker, kubeconfig in
            try await worker.startSlowPod()
            try await RunningAgent.with(sandbox, worker, kubeconfig: kubeconfig) { _ in
                try await eventually("the node may take traffic", within: .seconds(60)) {
                    try await sandbox.get("x", "/healthz", port: 8080).status == 200
                }
                let start = ContinuousClock.now
                async let request = Shell.run(
                    "ip", ["netns", "exec", sandbox.namespace, "curl", "-sS", "-m", "60", "http://\(Worker.pod):9000/"])
                try await eventually("the connection is there") {
                    let found = try await Shell.run(
                        "ip", ["netns", "exec", sandbox.namespace, "ss", "-Hnt", "state", "established", "dst", Worker.pod])
                    return found.contains(":9000")
                }
                try await worker.die()
                do {
                    _ = try await request
                    Issue.record("the request ended well")
                } catch is Shell.Failure {
                    // What it should.
                }
                #expect(ContinuousClock.now - start < .seconds(15))
            }
        }
    }

    @Test func `in a steady state nothing is written`() async throws {
        try await withNode { cluster, sandbox, worker, kubeconfig in
            try await RunningAgent.with(sandbox, worker, kubeconfig: kubeconfig) { _ in
                try await eventually("the node may take traffic", within: .seconds(60)) {
                    try await sandbox.get("x", "/healthz", port: 8080).status == 200
                }
                try await eventually("it is reported") {
                    cluster.lab.object("nodereports", group: "ake.adtech.cyberagent.io", namespace: "shop", name: "anlb-node-0") != nil
                }
                cluster.lab.clearRequests()
                let generation = try await sandbox.admin.state().generation
                // Longer than every loop's interval: nothing can be waited for here but time.
                try await Task.sleep(for: .seconds(3))
                #expect(cluster.lab.requests.filter(\.isWrite) == [])
                #expect(try await sandbox.admin.state().generation == generation)
            }
        }
    }

    @Test func `after a restart of nginx its table and its health are there again`() async throws {
        try await withNode { _, sandbox, worker, kubeconfig in
            try await RunningAgent.with(sandbox, worker, kubeconfig: kubeconfig) { _ in
                try await eventually("the node may take traffic", within: .seconds(60)) {
                    try await sandbox.get("x", "/healthz", port: 8080).status == 200
                }
                try await sandbox.stopNginx()
                try await sandbox.startNginx()
                try await eventually("it serves again") { try await sandbox.get("a.example").status == 200 }
                try await eventually("it may take traffic again") { try await sandbox.get("x", "/healthz", port: 8080).status == 200 }
            }
        }
    }

    @Test func `a node that boots while the API server is away serves what it served before`() async throws {
        try await withNode { cluster, sandbox, worker, kubeconfig in
            try await RunningAgent.with(sandbox, worker, kubeconfig: kubeconfig) { _ in
                try await eventually("the node may take traffic", within: .seconds(60)) {
                    try await sandbox.get("x", "/healthz", port: 8080).status == 200
                }
                try await eventually("the state is kept") {
                    let state = LastKnownGood(directory: "\(sandbox.root)/var/lib/ake")
                    return try state.table() != nil && state.peers() == [Worker.address]
                }
            }
            cluster.lab.dropConnections()
            cluster.lab.pause()
            defer { cluster.lab.resume() }
            try await sandbox.stopNginx()
            try await Shell.run("rm", [worker.peersFile])
            try await worker.control.configure()
            try await sandbox.startNginx()
            try await RunningAgent.with(sandbox, worker) { _ in
                try await eventually("it serves from disk", within: .seconds(5)) { try await sandbox.get("a.example").status == 200 }
                try await eventually("it peers from disk, and may take traffic", within: .seconds(60)) {
                    try await sandbox.get("x", "/healthz", port: 8080).status == 200
                }
            }
        }
    }

    @Test func `the token is renewed before it ends, and the watches go on`() async throws {
        try await withNode(tokenSeconds: 15) { cluster, sandbox, worker, kubeconfig in
            try await RunningAgent.with(sandbox, worker, kubeconfig: kubeconfig) { _ in
                let credential = NodeCredential(kubeconfig: "\(sandbox.root)/kubeconfig", runDirectory: "\(sandbox.root)/run/ake")
                let first = try TokenClaims(token: credential.token())
                try await eventually("the kubeconfig has a longer token", within: .seconds(30)) {
                    try TokenClaims(token: credential.token()).expiresAt > first.expiresAt + 600
                }
                try await eventually("the first token has ended", within: .seconds(30)) {
                    Int64(Date().timeIntervalSince1970) > first.expiresAt + 1
                }
                cluster.lab.dropConnections()
                try cluster.endpoints([2])
                try await eventually("a change arrives by a new connection with the new token", within: .seconds(45)) {
                    try await sandbox.get("a.example")["address"] == Sandbox.backends[2]
                }
            }
        }
    }
}
