import Testing

@testable import Lab

@Suite struct NetworkPlanTests {
    let plan = NetworkPlan(prefix: "t")

    @Test func `every namespace carries the prefix and none is named twice`() {
        #expect(plan.namespaces == ["t-sw", "t-client", "t-l4", "t-cloud", "t-master", "t-w1", "t-w2"])
        #expect(plan.creation.split(separator: "\n").count == plan.namespaces.count)
    }

    @Test func `interface names fit the kernel's fifteen characters`() {
        for host in plan.hosts {
            for link in host.links {
                #expect("\(host.name)-\(link.interface)".utf8.count <= 15)
                #expect(link.interface.utf8.count <= 15)
            }
        }
    }

    @Test func `every address stands once and on the bridge of its network`() {
        let networks = ["br-ext": "203.0.113.", "br-lb": "10.10.0.", "br-k8s": "10.20.0."]
        var seen: Set<String> = []
        for host in plan.hosts {
            for link in host.links {
                #expect(seen.insert(link.address).inserted)
                #expect(link.address.hasPrefix(networks[link.bridge] ?? "none"))
            }
        }
    }

    @Test(arguments: [("client", false), ("l4", true), ("cloud", false), ("master", false), ("w1", true), ("w2", true)])
    func `only routers forward`(name: String, forwards: Bool) throws {
        let host = try #require(plan.hosts.first { $0.name == name })
        #expect(plan.sysctls(host).contains("net.ipv4.ip_forward=\(forwards ? 1 : 0)"))
    }

    @Test func `an API server elsewhere gets an address on the master and a route from who asks it`() {
        let route = "route add 192.0.2.1/32 via 10.20.0.3\n"
        #expect(
            plan.lines(reaching: "192.0.2.1") == [
                "master": "addr add 192.0.2.1/32 dev lo\n", "l4": route, "cloud": route, "w1": route, "w2": route,
            ])
    }

    @Test(arguments: [
        ("t-sw", true), ("t-client", true), ("t-l4", true), ("t-cloud", true), ("t-master", true), ("t-w1", true), ("t-w12", true),
        ("t-pod-0a1b2c3d", true), ("t-vm-0a1b2c3d", true), ("t-foo", false), ("t-w", false), ("t-web", false), ("t-w1a", false),
        ("t-vm-", false), ("t-pod", false), ("t-", false), ("t", false), ("tt-sw", false), ("sw", false), ("t-sw2", false),
    ])
    func `only namespaces that the lab makes are its own`(name: String, own: Bool) {
        #expect(Namespaces.isHost(name, of: "t") == own)
    }

    @Test func `clients get to virtual servers only`() {
        #expect(plan.policy.contains(#"iifname "ext" oifname "k8s" drop"#))
        #expect(plan.policy.contains("ct status dnat accept"))
    }
}
