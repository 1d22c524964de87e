import JSON

/// What of Ingresses is left in each of the systems: after a deletion there must be nothing.
public struct Leftovers: Sendable, Hashable, CustomStringConvertible {
    /// Names of stacks in Heat.
    public var stacks: [String] = []
    /// Names of servers in Nova.
    public var servers: [String] = []
    /// Names of ports in Neutron.
    public var ports: [String] = []
    /// Names of security groups in Neutron.
    public var securityGroups: [String] = []
    /// What Heat made in Keystone for its stacks: trusts, users, projects.
    public var identities: [String] = []
    /// Names of virtual servers, pools, nodes and monitors on the BIG-IP.
    public var balancer: [String] = []
    /// Kinds and names of objects in Kubernetes.
    public var objects: [String] = []

    /// Whether nothing is left.
    public var isEmpty: Bool {
        stacks.isEmpty && servers.isEmpty && ports.isEmpty && securityGroups.isEmpty && identities.isEmpty && balancer.isEmpty
            && objects.isEmpty
    }

    /// Looks into Heat, Nova, Neutron, Keystone, the BIG-IP and Kubernetes.
    ///
    /// - Parameter namespace: Namespace of the Ingresses.
    public static func find(in lab: Laboratory, namespace: String = "default") async throws -> Leftovers {
        let cloud = try await CloudView(lab)
        let balancer = BalancerView(lab)
        let cluster = try await ClusterView(lab)
        func names(_ values: [JSONValue], _ key: String = "name") -> [String] { values.compactMap { $0[key]?.stringValue }.sorted() }
        var result = Leftovers()
        result.stacks = names(try await cloud.stacks(), "stack_name")
        result.servers = names(try await cloud.servers())
        result.ports = names(try await cloud.ports())
        result.securityGroups = names(try await cloud.securityGroups())
        result.identities = try await CloudView(lab, user: "admin").stackIdentities()
        result.balancer =
            names(try await balancer.virtualServers()) + names(try await balancer.pools()) + names(try await balancer.nodes())
            + names(try await balancer.monitors())
        let kinds =
            "ingresses.networking.k8s.io,heatstacks.ake.adtech.cyberagent.io,ingressstatuses.ake.adtech.cyberagent.io,"
            + "nodereports.ake.adtech.cyberagent.io,secrets,serviceaccounts,roles,rolebindings"
        let own = try await cluster.items([kinds, "-n", namespace])
        let wide = try await cluster.items(["clusterroles,clusterrolebindings,bgppeers.crd.projectcalico.org"])
        result.objects = (own + wide).compactMap { object in
            guard let kind = object["kind"]?.stringValue, let name = object["metadata"]?["name"]?.stringValue else { return nil }
            let ours =
                ["Ingress", "HeatStack", "IngressStatus", "NodeReport"].contains(kind) || name.contains("-anlb")
                || name.hasPrefix("ake-node-")
                || name.hasPrefix("anlb-")
            return ours ? "\(kind)/\(name)" : nil
        }.sorted()
        return result
    }

    /// One line for each system.
    public var description: String {
        func line(_ system: String, _ names: [String]) -> String {
            "  \(system)\(String(repeating: " ", count: max(1, 12 - system.count)))"
                + (names.isEmpty ? "nothing" : names.joined(separator: ", "))
        }
        return [
            line("Heat", stacks), line("Nova", servers), line("Neutron", ports + securityGroups), line("Keystone", identities),
            line("BIG-IP", balancer), line("Kubernetes", objects),
        ].joined(separator: "\n")
    }
}
