import KubernetesAPI
import RoutingModel

/// The BIRD peers of this node: every node of the cluster, by its internal address. Pure.
///
/// Only addresses that were checked enter the text; no name or label of an object does.
public struct PeersConfiguration: Sendable, Hashable {
    /// The peers' addresses, IPv4, in order.
    public var addresses: [String]
    /// The autonomous system of the cluster and of this node: iBGP, since with eBGP every worker would announce every block as its own.
    public var autonomousSystem: Int

    /// Makes a configuration; what is no IPv4 address is left out.
    public init(addresses: some Sequence<String>, autonomousSystem: Int) {
        self.addresses = Set(addresses.filter(PeerAddress.isIPv4)).sorted { Self.number($0) < Self.number($1) }
        self.autonomousSystem = autonomousSystem
    }

    /// The peers for the nodes of a cluster.
    public init(nodes: some Sequence<Node>, autonomousSystem: Int) {
        self.init(addresses: nodes.compactMap { $0.address("InternalIP") }, autonomousSystem: autonomousSystem)
    }

    /// The text of `peers.conf`. The template `k8s_node` stands in `bird.conf`.
    public var text: String {
        let protocols = addresses.map { address in
            "protocol bgp node_\(address.replacing(".", with: "_")) from k8s_node { neighbor \(address) as \(autonomousSystem); }\n"
        }
        return "# Written by ake-node from the addresses of the cluster's nodes; changes are lost.\n" + protocols.joined()
    }

    private static func number(_ address: String) -> UInt32 {
        address.split(separator: ".").reduce(0) { $0 << 8 | (UInt32($1) ?? 0) }
    }
}
