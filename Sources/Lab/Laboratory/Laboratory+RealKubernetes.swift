import JSON

/// The lab with the API server of `AKE_LAB_KUBECONFIG` instead of LabKubernetes.
extension Laboratory {
    /// Whether it is a real API server's kubeconfig that the lab was given.
    var realKubernetes: Bool { configuration.realKubeconfig != nil }

    /// The controllers that run here: a real API server has no way into the namespaces, so nothing would call the webhook.
    var activeControllers: [String] { realKubernetes ? Self.controllers.filter { $0 != "admission" } : Self.controllers }

    /// Puts the server's address on the master, routes to it on the other hosts, and a relay behind it.
    func startRelay(to server: APIServerAddress) async throws {
        for (host, lines) in topology.plan.lines(reaching: server.host) {
            try await Namespaces.batch(lines, in: configuration.namespace(host))
        }
        try await supervisor.start(
            "relay", namespace: nil,
            [
                "\(configuration.binaries)/ake-lab", "relay", "--namespace", configuration.namespace("master"), "--listen", server.endpoint,
                "--connect", server.endpoint,
            ])
        try await wait(for: "an answer of the API server \(server.endpoint) through the relay", limit: .seconds(20), process: "relay") {
            try await accepts("https://\(server.endpoint)/readyz")
        }
    }

    /// Whether the cluster has machines of its own; Nodes that a lab's stand-ins left behind do not count.
    func hasOwnNodes(_ cluster: ClusterView) async throws -> Bool {
        try await cluster.items(["nodes"]).contains { !Self.isStandIn($0) }
    }

    /// Whether a Node was registered by ``ClusterStandIns``.
    static func isStandIn(_ node: JSONValue) -> Bool {
        node["status"]?["nodeInfo"]?["kubeletVersion"]?.stringValue == ClusterStandIns.kubeletVersion
    }

    /// Manifests of what Calico defines, where no Calico has done it.
    func calicoManifests(_ cluster: ClusterView) async throws -> [String] {
        let definition = ["lab/kubernetes/bgppeers.yaml"]
        guard realKubernetes else { return definition }
        if try await hasOwnNodes(cluster) { return [] }
        return try await cluster.get(["customresourcedefinition", "bgppeers.crd.projectcalico.org"]) == nil ? definition : []
    }
}
