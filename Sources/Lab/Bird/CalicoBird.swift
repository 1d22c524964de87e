/// A worker's BIRD configuration, as calico/node's confd templates render it, in BIRD 2 syntax.
///
/// Source of the shape: `bird.cfg.template`, `bird_aggr.cfg.template` and `bird_ipam.cfg.template` of projectcalico/confd.
/// What differs: Calico's fork of BIRD 1.6 sets `krt_tunnel` for IPIP, which this kernel does not have.
public struct CalicoBird: Sendable, Hashable {
    /// A neighbour that does not belong to the node-to-node mesh.
    public struct Peer: Sendable, Hashable {
        /// Address, IPv4.
        public let address: String
        /// Its autonomous system.
        public let autonomousSystem: Int

        /// Makes a peer.
        public init(address: String, autonomousSystem: Int) {
            self.address = address
            self.autonomousSystem = autonomousSystem
        }
    }

    /// The worker's own address.
    public let address: String
    /// The block whose Pods live here.
    public let block: String
    /// The cluster's autonomous system.
    public let autonomousSystem: Int
    /// Addresses of the other nodes.
    public let mesh: [String]
    /// Peers of `BGPPeer` objects that select this node.
    public let peers: [Peer]
    /// Path of BIRD's log.
    public let log: String

    /// Makes a configuration.
    public init(
        address: String, block: String, autonomousSystem: Int = LabAddresses.autonomousSystem, mesh: [String], peers: [Peer], log: String
    ) {
        self.address = address
        self.block = block
        self.autonomousSystem = autonomousSystem
        self.mesh = mesh
        self.peers = peers
        self.log = log
    }

    /// The text of bird.conf; equal values give equal bytes.
    public var text: String {
        var result = """
            # Made by the lab as Calico makes it; changes here are lost.
            router id \(address);
            log "\(log)" all;

            protocol static { ipv4; route \(block) blackhole; }

            filter calico_export_to_bgp_peers {
              if net = \(block) then accept;
              if net ~ \(block) then reject;
              if net ~ \(LabAddresses.podNetwork) then accept;
              reject;
            }

            protocol kernel {
              learn; persist; scan time 2; merge paths on;
              ipv4 { import all; export where source != RTS_DEVICE; };
            }
            protocol device { scan time 2; }
            protocol direct { ipv4; interface -"cali*", -"kube-ipvs*", "*"; }
            protocol bfd { interface "*" { interval 300 ms; multiplier 3; }; multihop { interval 300 ms; multiplier 3; }; }

            template bgp bgp_template {
              description "Connection to BGP peer";
              local as \(autonomousSystem);
              multihop;
              connect delay time 2; connect retry time 5; error wait time 5,30;
              ipv4 { gateway recursive; import all; export filter calico_export_to_bgp_peers; add paths on; };
            }

            """
        for node in mesh.sorted() where node != address {
            // One side of each pair waits, as in Calico: two that call each other at once drop one of the connections.
            let passive = Self.number(node) > Self.number(address) ? " passive on;" : ""
            result += "\nprotocol bgp Mesh_\(Self.name(node)) from bgp_template { neighbor \(node) as \(autonomousSystem); "
            result += "source address \(address);\(passive) }\n"
        }
        for peer in Set(peers).sorted(by: { $0.address < $1.address }) where !mesh.contains(peer.address) && peer.address != address {
            result += "\nprotocol bgp Global_\(Self.name(peer.address)) from bgp_template { "
            result += "neighbor \(peer.address) as \(peer.autonomousSystem); source address \(address); bfd on; }\n"
        }
        return result
    }

    private static func name(_ address: String) -> String { String(address.map { $0 == "." ? "_" : $0 }) }

    private static func number(_ address: String) -> UInt32 {
        address.split(separator: ".").reduce(0) { $0 << 8 | (UInt32($1) ?? 0) }
    }

    /// Whether a text is an IPv4 address in four decimal numbers; nothing else may enter a configuration file.
    public static func isAddress(_ text: String) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy { $0.count <= 3 && !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } && UInt8($0) != nil }
    }
}
