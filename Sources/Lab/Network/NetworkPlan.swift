/// The lab's topology as a value: which namespaces, links, addresses, routes and sysctls there shall be.
///
/// `ip -batch` and `sysctl` lines come out of it, so the whole topology is tested as text and made in few processes.
public struct NetworkPlan: Sendable, Hashable {
    /// A cable from a host to a bridge of the switch.
    public struct Link: Sendable, Hashable {
        /// Interface name on the host.
        public let interface: String
        /// Bridge on the switch.
        public let bridge: String
        /// Address with prefix length.
        public let address: String
    }

    /// A machine of the lab.
    public struct Host: Sendable, Hashable {
        /// Name without the prefix.
        public let name: String
        /// Cables.
        public let links: [Link]
        /// Default gateway, if any.
        public let gateway: String?
        /// Whether it forwards packets between its links.
        public let forwards: Bool
    }

    /// The switch's bridges.
    public let bridges = ["br-ext", "br-lb", "br-k8s"]
    /// All machines but the switch.
    public let hosts: [Host]
    private let prefix: String

    /// The lab of the documentation: a client, the L4 balancer, the cloud, the master and the workers.
    public init(prefix: String) {
        self.prefix = prefix
        var hosts = [
            Host(
                name: "client", links: [Link(interface: "eth0", bridge: "br-ext", address: LabAddresses.client + "/24")],
                gateway: "203.0.113.1", forwards: false),
            Host(
                name: "l4",
                links: [
                    Link(interface: "ext", bridge: "br-ext", address: "203.0.113.1/24"),
                    Link(interface: "lb", bridge: "br-lb", address: "10.10.0.1/24"),
                    Link(interface: "k8s", bridge: "br-k8s", address: LabAddresses.bigip + "/24"),
                ], gateway: nil, forwards: true),
            Host(
                name: "cloud",
                links: [
                    Link(interface: "k8s", bridge: "br-k8s", address: LabAddresses.cloud + "/24"),
                    Link(interface: "lb", bridge: "br-lb", address: "10.10.0.2/24"),
                ], gateway: LabAddresses.bigip, forwards: false),
            Host(
                name: "master", links: [Link(interface: "eth0", bridge: "br-k8s", address: LabAddresses.master + "/24")],
                gateway: LabAddresses.bigip, forwards: false),
        ]
        for worker in LabAddresses.workers {
            hosts.append(
                Host(
                    name: worker.name, links: [Link(interface: "eth0", bridge: "br-k8s", address: worker.address + "/24")],
                    gateway: LabAddresses.bigip, forwards: true))
        }
        self.hosts = hosts
    }

    /// Names of all namespaces, the switch first.
    public var namespaces: [String] { ["\(prefix)-sw"] + hosts.map { "\(prefix)-\($0.name)" } }

    /// Lines for `ip -batch` that make the namespaces.
    public var creation: String { lines(namespaces.map { "netns add \($0)" }) }

    /// Lines for `ip -n SWITCH -batch`: bridges, and a cable to each host.
    public var switchLines: String {
        var result = ["link set lo up"]
        for bridge in bridges {
            result.append("link add \(bridge) type bridge forward_delay 0 mcast_snooping 0")
            result.append("link set \(bridge) up")
        }
        for host in hosts {
            for link in host.links {
                let port = "\(host.name)-\(link.interface)"
                result.append("link add \(port) type veth peer name \(link.interface) netns \(prefix)-\(host.name)")
                result.append("link set \(port) master \(link.bridge) up")
            }
        }
        return lines(result)
    }

    /// Lines for `ip -n HOST -batch`: addresses and routes.
    public func hostLines(_ host: Host) -> String {
        var result = ["link set lo up"]
        for link in host.links {
            result.append("addr add \(link.address) dev \(link.interface)")
            result.append("link set \(link.interface) up")
        }
        if let gateway = host.gateway { result.append("route add default via \(gateway)") }
        return lines(result)
    }

    /// Lines for `ip -n HOST -batch`, by host, that make an address outside the lab one of the master's.
    ///
    /// LB nodes get theirs from Neutron, by ``Laboratory/routeNodes(to:)``.
    public func lines(reaching address: String) -> [String: String] {
        var result = ["master": lines(["addr add \(address)/32 dev lo"])]
        for host in hosts where host.name != "master" && host.links.contains(where: { $0.bridge == "br-k8s" }) {
            result[host.name] = lines(["route add \(address)/32 via \(LabAddresses.master)"])
        }
        return result
    }

    /// Settings for `sysctl -w` in a host's namespace.
    ///
    /// Strict reverse-path filters and redirects would both hide mistakes of routing; the client gets the port range
    /// and the time-wait reuse without which the load generator, not the path, is measured.
    public func sysctls(_ host: Host) -> [String] {
        var result = [
            "net.ipv4.ip_forward=\(host.forwards ? 1 : 0)",
            "net.ipv4.conf.all.rp_filter=0", "net.ipv4.conf.default.rp_filter=0",
            "net.ipv4.conf.all.send_redirects=0", "net.ipv4.conf.default.send_redirects=0",
            "net.ipv6.conf.all.disable_ipv6=1", "net.ipv6.conf.default.disable_ipv6=1",
        ]
        if host.name == "client" || host.name == "l4" {
            result += ["net.ipv4.ip_local_port_range=1024 65535", "net.ipv4.tcp_tw_reuse=1"]
        }
        return result
    }

    /// nftables rules of the L4's namespace beside those of LabBIGIP: clients reach virtual servers, never the cluster's own network.
    public var policy: String {
        """
        table ip lab_policy {
          chain forward {
            type filter hook forward priority filter; policy accept;
            iifname "ext" oifname "k8s" drop
            iifname "ext" oifname "lb" ct status dnat accept
            iifname "ext" oifname "lb" drop
          }
        }

        """
    }

    private func lines(_ values: [String]) -> String { values.joined(separator: "\n") + "\n" }
}
