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

    @Test func `clients get to virtual servers only`() {
        #expect(plan.policy.contains(#"iifname "ext" oifname "k8s" drop"#))
        #expect(plan.policy.contains("ct status dnat accept"))
    }
}
