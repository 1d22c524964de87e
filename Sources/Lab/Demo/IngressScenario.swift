import JSON

/// The moves of the demonstration on one Ingress, each waiting until its effect is seen. The end-to-end tests make the same moves.
public struct IngressScenario: Sendable {
    /// Annotation with the number of LB nodes.
    public static let replicasAnnotation = "ake.adtech.cyberagent.io/ingress-controller-replicas"

    /// The lab.
    public let lab: Laboratory
    /// Name of the Ingress, in the namespace `default`.
    public let name: String
    /// Host of its rule.
    public let host: String
    /// The cluster.
    public let cluster: ClusterView
    /// The client's host.
    public let client: ClientView

    /// The objects, as YAML.
    public let manifest: String

    /// A scenario on an Ingress of a running lab.
    ///
    /// - Parameter manifest: The objects, as YAML; those of `Examples/NAME-ingress.yaml` when nil.
    public init(_ lab: Laboratory, name: String = "hello", host: String = "hello.example", manifest: String? = nil) async throws {
        self.lab = lab
        self.name = name
        self.host = host
        let example = "\(lab.configuration.source)/Examples/\(name)-ingress.yaml"
        guard let text = manifest ?? Files.text(example) else { throw LabError("there is no \(example)") }
        self.manifest = text
        cluster = try await ClusterView(lab)
        client = ClientView(lab)
    }

    /// Name of the HeatStack that the Ingress controller makes.
    public var stackName: String { "\(name)-anlb" }

    /// `kubectl apply` of the manifest.
    public func apply() async throws { try await cluster.check(["apply", "-f", "-"], input: manifest) }

    /// Waits until so many Pods of the application are ready.
    public func waitForPods(_ count: Int) async throws {
        let selector = "app=\(name)"
        try await lab.wait(
            for: "\(count) ready Pods", limit: .seconds(60), process: lab.supervisor.record("cluster").map { _ in "cluster" },
            every: .milliseconds(200)
        ) {
            let pods = try await cluster.items(["pods", "-l", selector])
            return pods.filter(Self.isReady).count == count && pods.count == count
        }
    }

    /// Waits until the HeatStack says a status; fails early on a status that ends in `FAILED`.
    ///
    /// - Parameter note: Is told each new status.
    public func waitForStack(
        _ status: String, limit: Duration = .seconds(180), note: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws {
        try await lab.wait(for: "the stack's status \(status)", limit: limit, process: "controller-heatstack", every: .milliseconds(300)) {
            guard let stack = try await cluster.get(["heatstack", stackName]) else {
                note("no HeatStack yet")
                return false
            }
            let seen = stack["status"]?["stackStatus"]?.stringValue ?? "no status yet"
            note(seen)
            if seen.hasSuffix("FAILED") {
                throw LabError("the stack is \(seen): \(stack["status"]?["stackStatusReason"]?.stringValue ?? "no reason given")")
            }
            return seen == status
        }
    }

    /// Waits for the address in the Ingress' status.
    public func waitForAddress(limit: Duration = .seconds(180)) async throws -> String {
        try await lab.wait(for: "the Ingress' address", limit: limit, process: "controller-ingress", every: .milliseconds(200)) {
            try await address() != nil
        }
        return try await address() ?? ""
    }

    /// The address in the Ingress' status, if there is one.
    public func address() async throws -> String? {
        let ingress = try await cluster.get(["ingress", name])
        return ingress?["status"]?["loadBalancer"]?["ingress"]?[0]?["ip"]?.stringValue
    }

    /// Waits until a request through the VIP is answered by a Pod.
    public func waitForAnswer(_ address: String, limit: Duration = .seconds(60)) async throws -> ClientView.Answer {
        try await lab.wait(for: "an answer from \(address)", limit: limit, every: .milliseconds(100)) {
            try await client.get(address, host: host, seconds: 2).status == 200
        }
        return try await client.get(address, host: host)
    }

    /// Asks for another number of LB nodes by the annotation.
    public func scale(to count: Int) async throws {
        try await cluster.check(["annotate", "--overwrite", "ingress", name, "\(Self.replicasAnnotation)=\(count)"])
    }

    /// Ids of the servers as the stack's outputs name them, in the order of their index.
    public func serverIDs() async throws -> [String] {
        let stack = try await cluster.get(["heatstack", stackName])
        return (stack?["status"]?["lastOutputs"]?["server_ids"]?.arrayValue ?? []).compactMap(\.stringValue)
    }

    /// `kubectl delete` of the manifest, without waiting.
    public func delete() async throws {
        try await cluster.check(["delete", "--wait=false", "--ignore-not-found", "-f", "-"], input: manifest)
    }

    /// Waits until nothing is left anywhere.
    public func waitForNothing(limit: Duration = .seconds(120), note: @escaping @Sendable (String) -> Void = { _ in }) async throws
        -> Leftovers
    {
        try await lab.wait(for: "the end of everything the Ingress had", limit: limit, every: .milliseconds(500)) {
            let left = try await Leftovers.find(in: lab)
            note("left: \(left.stacks.count) stacks, \(left.servers.count) servers, \(left.objects.count) objects")
            return left.isEmpty
        }
        return try await Leftovers.find(in: lab)
    }

    private static func isReady(_ pod: JSONValue) -> Bool {
        pod["metadata"]?["deletionTimestamp"] == nil
            && (pod["status"]?["conditions"]?.arrayValue ?? []).contains { $0["type"] == "Ready" && $0["status"] == "True" }
    }
}
